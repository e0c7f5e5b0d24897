// Going back shows a page as the browser remembers it. Those that say what is left to do are asked for again, unless something was begun in them.

const LEFT = ["/today", "/week"];

addEventListener("pageshow", ({ persisted }) => {
  const back = persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (back && LEFT.includes(location.pathname) && !begun()) location.reload();
});

function begun() {
  const fields = [...document.querySelectorAll("main :is(input, textarea)")];
  return fields.some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);
}
