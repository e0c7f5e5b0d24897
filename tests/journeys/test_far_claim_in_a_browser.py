"""However far a claim hangs from its evidence, the words of the drawing lie over nothing else, in a narrow column too."""

import pytest
from playwright.async_api import Browser

from server.html.environment import environment
from server.sentences.translation import spoken_to

SEVEN = ["Engage", "Discover", "Align", "Prove", "Propose", "Commit", "Launch"]

OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll("figure")].map((figure) => {
    const texts = [...figure.querySelectorAll("text")].map((one) => [one.textContent, one.getBoundingClientRect()]);
    const line = figure.querySelector("line.ln").getBoundingClientRect();
    const meets = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    const found = [];
    for (const [words, box] of texts) {
      if (box.left < line.left - 1 && box.right > line.left + 1) found.push(`${words} lies over the line`);
      for (const [other, its] of texts) if (words < other && meets(box, its)) found.push(`${words} lies over ${other}`);
    }
    return found.map((one) => `${figure.id}: ${one}`);
  });
  return boxes.flat();
}"""


@pytest.mark.parametrize("language", ["en", "es"])
async def test_the_words_of_a_far_claim_lie_over_nothing(browser: Browser, language: str):
    with spoken_to(language):
        made = environment().from_string(
            "{% import '_macros/line.html' as line %}{% for claimed in places %}{% for supported in places %}"
            "<figure id='c{{ claimed }}s{{ supported }}'>"
            "{{ line.plumb('p' ~ claimed ~ supported, stages, claimed, supported, 'A deal', step=32) }}</figure>"
            "{% endfor %}{% endfor %}"
        )
        drawn = made.render(places=range(1, 8), stages=SEVEN)
    context = await browser.new_context()
    page = await context.new_page()
    style = "figure { inline-size: 17rem; margin: 1rem } svg { display: block; overflow: visible } text { font: 600 13px/1 sans-serif }"
    await page.set_content(f"<style>{style}</style>{drawn}")
    assert await page.evaluate(OVERLAPS) == []
    await context.close()
