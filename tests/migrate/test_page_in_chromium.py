"""The HTML report in a real browser: nothing runs, nothing overflows, both colour schemes."""

from __future__ import annotations

import time

import pytest

from tests.migrate import chromium
from tests.migrate.pages import ATTACKS, hostile_page, large_page

pytestmark = pytest.mark.skipif(
    not (chromium.CHROMIUM and chromium.DRIVER),
    reason="needs chromium and chromedriver (apt-get install chromium chromium-driver)",
)

_OVERFLOW = "return document.documentElement.scrollWidth - window.innerWidth"
_SIDES = """
    const rows = [...document.querySelectorAll('.has-changes .row.changed')];
    const row = rows.find(r => r.querySelectorAll('.side:not(.none)').length === 2);
    return [...row.children].map(side => side.getBoundingClientRect().top);
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium.browser(tmp_path_factory.mktemp("profile")) as one:
        yield one


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    path = tmp_path_factory.mktemp("pages") / "large.html"
    path.write_text(large_page(), "utf-8")
    return path


def test_hostile_content_never_runs(browser, tmp_path):
    path = tmp_path / "hostile.html"
    path.write_text(hostile_page(), "utf-8")
    browser.view(1280)
    browser.open(path)
    browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert browser.run("return document.title").startswith("rnn-migrate verify: ")
    assert browser.run("return location.href") == path.as_uri()
    assert browser.run("return document.querySelectorAll('script, iframe, link').length") == 0
    loaded = browser.run("return performance.getEntriesByType('resource').map(e => e.name)")
    assert [name for name in loaded if not name.startswith("data:")] == []
    assert ATTACKS[0] in browser.run("return document.body.textContent")
    assert browser.run("return document.images.length") == 1
    assert browser.run("return document.images[0].naturalWidth") == 2


def test_the_policy_forbids_scripts_even_if_one_got_in(browser, tmp_path):
    path = tmp_path / "broken.html"
    made = hostile_page().replace("<footer>", "<script>document.title = 'run'</script><footer>")
    path.write_text(made, "utf-8")
    browser.open(path)
    assert browser.run("return document.title") != "run"


@pytest.mark.parametrize("width", [1280, 390])
def test_500_cells_load_fast_and_fit_the_window(browser, large, width):
    browser.view(width, dark=width == 390, phone=width == 390)
    assert browser.open(large) < 10
    assert browser.run(_OVERFLOW) <= 0
    tops = browser.run(_SIDES)
    assert (tops[0] == tops[1]) == (width == 1280)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_labels_of_a_curve_fit_its_drawing(browser, large, width):
    browser.view(width, phone=width == 390)
    browser.open(large)
    browser.run("document.querySelector('.chart').scrollIntoView()")
    left, right = browser.run("""
        const boxes = [...document.querySelectorAll('.chart text')].slice(0, 6)
            .map(text => text.getBBox());
        return [Math.min(...boxes.map(b => b.x)), Math.max(...boxes.map(b => b.x + b.width))];
    """)
    assert left >= 0
    assert right <= 640


def test_turning_a_phone_is_fast(browser, large):
    """A style on `body:has(...)` once made it take 20 s."""
    browser.view(1280)
    loading = browser.open(large)
    begin = time.perf_counter()
    browser.view(390, dark=True)
    assert browser.run(_OVERFLOW) <= 0
    assert time.perf_counter() - begin < 6 * loading + 1


def test_light_and_dark_follow_the_reader(browser, large):
    colours = []
    for dark in (False, True):
        browser.view(1280, dark=dark)
        browser.open(large)
        script = "return getComputedStyle(document.body).backgroundColor"
        colours.append(browser.run(script))
    light, dark = ([int(n) for n in c[4:-1].split(",")] for c in colours)
    assert min(light) > 200
    assert max(dark) < 60


def test_only_what_needs_a_look_is_shown_on_demand(browser, large):
    browser.view(1280)
    browser.open(large)
    shown = "return [...document.querySelectorAll('.cell')].filter(c => c.offsetParent).length"
    everything = browser.run(shown)
    browser.run("document.getElementById('show-changes').click()")
    assert 0 < browser.run(shown) < everything


def test_korean_columns_line_up_in_the_browser(browser, large):
    browser.view(1280)
    browser.open(large)
    wide = (
        "return [...document.querySelectorAll('.body code i')].slice(0, 40).map(i => i.offsetWidth)"
    )
    widths = browser.run(wide)
    assert len(widths) == 40
    assert len(set(widths)) == 1
