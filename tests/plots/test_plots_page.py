"""The page that plots stand on."""

from calcinosis_quiz.plots.page import write_document, write_figure, write_figures, write_table

HOSTILE = "</title><script>x</script>"


def test_a_page_may_neither_run_nor_load_anything() -> None:
    page = write_document(HOSTILE, "<p>body</p>")
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert "<script" not in page
    assert "url(" not in page
    assert "@import" not in page


def test_names_are_texts() -> None:
    for written in (
        write_table([HOSTILE], [("cell",)], HOSTILE),
        write_figure("<svg></svg>", HOSTILE),
        write_figures([(HOSTILE, HOSTILE)]),
    ):
        assert "<script" not in written


def test_a_table_scrolls_in_a_box_that_keys_can_reach() -> None:
    assert '<div class="scroll" tabindex="0" role="region" aria-label="all">' in write_table(["a"], [("1",)], "all")


def test_the_figures_of_a_plot_unfold_below_it() -> None:
    assert "<details><summary>" in write_figure("<svg></svg>", "caption", "<table></table>")
    assert "<details>" not in write_figure("<svg></svg>", "caption")
