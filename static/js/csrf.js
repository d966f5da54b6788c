// The token that Django wants with everything that writes. Read anew each time: signing in, perhaps
// in another tab, changes it.

export function csrfToken() {
  const found = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]*)/);
  return found ? decodeURIComponent(found[1]) : "";
}
