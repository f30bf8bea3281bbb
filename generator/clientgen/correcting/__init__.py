"""Where a spec says otherwise than the vendor's document, and how the document would say it.

What the importer makes of the document is compared with the spec as models; each difference is
looked up in the document, and edits make the document say what the spec says.
"""
