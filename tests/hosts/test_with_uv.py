"""Where uv looks for packages is where pip does."""

from support.with_uv import as_pip_finds

ALWAYS = {"UV_INDEX_STRATEGY": "unsafe-best-match"}


def test_what_pip_is_told_of_places_uv_is_told_in_its_own_words() -> None:
    told = """\
:env:.cert='/certs.pem'
global.cert='/older.pem'
global.extra-index-url='https://a.example/simple https://b.example/simple'
global.find-links='/wheels\\n/more'
global.timeout='5'
install.index-url='https://c.example/simple'
"""
    assert as_pip_finds(told) == ALWAYS | {
        "SSL_CERT_FILE": "/certs.pem",
        "UV_INDEX": "https://a.example/simple https://b.example/simple",
        "UV_FIND_LINKS": "/wheels,/more",
        "UV_DEFAULT_INDEX": "https://c.example/simple",
    }


def test_where_pip_is_told_nothing_uv_looks_where_it_always_does() -> None:
    assert as_pip_finds("") == ALWAYS
