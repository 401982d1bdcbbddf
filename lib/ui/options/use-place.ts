import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { headingId, type Place, placeOf } from './places.ts';

/** Where in the options the address says that one is. Whoever goes to another page, by a link or back, begins at its heading. */
export function usePlace(): Place {
  const [place, setPlace] = useState(() => placeOf(location.hash));
  const shown = useRef(place.page);
  useLayoutEffect(() => {
    const follow = () => setPlace(placeOf(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  useLayoutEffect(() => {
    if (shown.current === place.page) return;
    shown.current = place.page;
    scrollTo(0, 0);
    document.getElementById(headingId(place.page))?.focus({ preventScroll: true });
  }, [place.page]);
  return place;
}
