// Says to style sheets that scripts run: NHS.UK's folds menus only then.

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
