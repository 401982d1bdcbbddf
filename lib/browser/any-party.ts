/** First-party isolation in Firefox hides cookies from whoever does not name it: what `cookies.getAll` is to be asked with. */
export const ANY_PARTY = import.meta.env.FIREFOX && { firstPartyDomain: null };
