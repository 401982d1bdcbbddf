/** The Chromium id that the manifest's `key` fixes. */
export const CHROMIUM_ID = 'anililghajafiblgigndinadkgnclaof';

/** The Origin of the Chromium build, which an admin registers as a Web Origin. */
export const CHROMIUM_ORIGIN = `chrome-extension://${CHROMIUM_ID}`;

/** The host that Firefox's identity API makes of the add-on's id: the same in every profile. */
export const FIREFOX_HOST = 'd653ee454fb3dd4815e20504555d84c35670c1c4.extensions.allizom.org';
