//b36961e9fbbf9488
(function(e){"use strict";const t=new Map;e.language=(e,n)=>t.set(e,n),e.wordsOf=async(n,s)=>(t.has(s)||await e.pages.script(n.words[s]),t.get(s)),e.wordsOn=async(t,n)=>n===t.lang||!(n in t.words)?null:e.wordsOf(t,n).then(({labels:e})=>e,()=>null)})(window.milepost=window.milepost||{});
