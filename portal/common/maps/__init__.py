"""Maps as images: shapes from a package, colours from the site's tokens, no script and nothing from elsewhere.

`portal.common.maps.drawing.world_map` is the way in; decision 49 says which package and why.
"""
