/* Before the first paint: the colour scheme of the system, also when it changes. */
(() => {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    document.documentElement.dataset.bsTheme = dark.matches ? 'dark' : 'light';
  };
  apply();
  dark.addEventListener('change', apply);
  document.documentElement.classList.add('has-script');
})();
