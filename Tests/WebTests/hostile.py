"""Articles whose fields try to become markup, scripts or links, and benign ones of the same shape."""

import json

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onfocus='alert(1)' autofocus='",
    "<svg onload=alert(1)><use href=//evil.example/x#y></svg>",
    "</title></textarea></style><base href=//evil.example><body onload=alert(1)>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<form action=//evil.example><input name=q><button formaction=javascript:alert(1)>",
    "<link rel=stylesheet href=//evil.example/x.css><meta http-equiv=refresh content=0;url=//evil.example>",
    "<details open ontoggle=alert(1)><math><a xlink:href=javascript:alert(1)>x</a></math>",
    "]]><b>bold</b><!--",
    "--!><b>bold</b>",
    "<plaintext>",
    "{{jsonLD}} {{{jsonLD}}} {{> layout}} {{#a}} ${alert(1)} <%= 1 %>",
    "&lt;b&gt; &#60;b&#62; &amp;lt;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "\u202e<b>\u2066 evil \u202d\u2069",
    "\x01\x0b\x7f<b>\ufffe\ufeff",
    "\u2028<b>\u2029</b>\u0085",
    "<\u0301b>\"\u0301 onfocus=alert(1) x=\"",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https://example.org/",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    " javascript:alert(1)",
    "javascript&colon;alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "https://example.org/\" onclick=\"alert(1)",
    "https://example.org/<script>alert(1)</script>",
    "https://user:password@evil.example/#:~:text=x",
    "http://[::1/\"><img src=x onerror=alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a> <img src=//evil.example/pixel.gif>",
]


def articles(texts):
    """An article for each text, in each of its fields; the word `ship` finds all, `ship3` the fourth."""
    for number, text in enumerate(texts):
        line = " ".join(text.splitlines())  # no more paragraphs
        yield {
            "id": f"{number} {text}", "title": f"Vessel ship{number} {text}", "author": f"Author{number} {text}",
            "publisher": f"Publisher{number} {text}", "url": text, "language": "en",
            "published": "2021-03-05", "section": text,
            "text": f"The ship ship{number} of {line} left.\n\n# Harbour {line}\n\nIt came back {line}.",
        }


def write(path, texts):
    path.write_text("".join(json.dumps(article) + "\n" for article in articles(texts)))
    return path
