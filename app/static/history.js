// One act of the visitor is one step of Back. Streamlit pushes an entry for every change of the address: a page that
// is opened with a query gets several, and some of them name the page that was left with the query of the next.
(() => {
  if (window.tidegaugeHistory) return;
  window.tidegaugeHistory = true;
  let acted = false;
  for (const act of ["pointerdown", "click", "keydown"]) {
    addEventListener(act, () => { acted = true; }, true);
  }
  const push = history.pushState.bind(history);
  history.pushState = (...entry) => {
    (acted ? push : history.replaceState.bind(history))(...entry);
    acted = false;
  };
  // What follows a step of Back or Forward belongs to the entry that was stepped to.
  addEventListener("popstate", () => { acted = false; }, true);
})();
