// Before the first paint, so that a chosen theme does not flash; the policy allows no script inside the page itself.
try {
  const theme = localStorage.getItem("witness.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's theme stands.
}
