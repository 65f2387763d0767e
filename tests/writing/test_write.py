from tests.people import Browser, Cast


def test_the_start_page_sets_no_cookie(cast: Cast, visitor: Browser) -> None:
    answer = visitor.get("/propor")
    assert "Set-Cookie" not in answer.headers
    assert "public" in answer.headers["Cache-Control"]
