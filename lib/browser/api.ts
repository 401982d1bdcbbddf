/** The one place that brings the browser's own API in; everything else takes ports. */
export { default as browser } from 'webextension-polyfill';
