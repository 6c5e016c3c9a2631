"""What screens and packs both say, made from numbers: one home for each sentence.

Each function is given the `ui.words.Words` to say it in, which know the language, and whether it goes into Markdown:
so nothing here needs a session. What a screen alone says (what to click, where a link leads) stands in `ui.sentences`;
what paper alone says stands in `reports`, beside the part of the pages that says it.
"""
