/** The style of the page; its digest is in the page's policy. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--link:#0a58ca}
@media (prefers-color-scheme:dark){:root{--link:#8ab4f8}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,sans-serif;display:grid;grid-template-columns:minmax(16rem,22rem) minmax(0,1fr)}
a{color:var(--link);text-decoration:none}a:hover,a:focus{text-decoration:underline}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1rem;border-right:1px solid var(--line);font-size:.85rem}
nav h1{font-size:1.2rem}nav h2{font-size:.95rem;margin:1rem 0 .25rem}nav ul{list-style:none;margin:0;padding:0}
nav a{overflow-wrap:anywhere}main{padding:1rem 2rem;max-width:60rem}
article{border:1px solid var(--line);border-radius:.5rem;padding:0 1rem 1rem;margin:1rem 0}
article h3{margin:1rem 0 .25rem;overflow-wrap:anywhere}h4{margin:1rem 0 .25rem}
code,pre{font-family:ui-monospace,monospace;font-size:.875em}pre{background:var(--soft);padding:.75rem;overflow:auto;max-height:30rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;border-top:1px solid var(--line);padding:.3rem .5rem}
summary{cursor:pointer}ul.plain{padding-left:1.25rem}
@media (max-width:50rem){body{display:block}nav{position:static;height:auto;border:0}}
`;
