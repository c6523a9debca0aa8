def test_probe(make_stack):
    s = make_stack(start=["postgres","redis"])
    assert s.members
def test_page(page):
    page.goto("data:text/html,<h1>hi</h1>")
    assert page.inner_text("h1") == "hi"
