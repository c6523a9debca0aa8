"""Documents on paper: content as data and a template make a PDF, in whatever script somebody writes.

`portal.common.printing.pdf.make_pdf` is the way in. The typesetter itself runs in a process of its own (`alone`).
"""
