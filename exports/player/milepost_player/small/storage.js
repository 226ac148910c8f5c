//8dcacd42b59c93eb
(function(e){"use strict";function t(e,t){try{return e()}catch{return t}}const n=e=>({read:n=>t(()=>window[e].getItem(n),null),write:(n,s)=>t(()=>(window[e].setItem(n,s),window[e].getItem(n)===s),!1),remove:n=>t(()=>window[e].removeItem(n),0[0])});e.storage={...n("localStorage"),of:n}})(window.milepost=window.milepost||{});
