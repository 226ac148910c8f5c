//6e9585cd0e4d5ffd
(function(e){"use strict";function t(e,t){try{return e()}catch{return t}}const n=e=>t(()=>localStorage.getItem(e),null),s=(e,n)=>t(()=>(localStorage.setItem(e,n),localStorage.getItem(e)===n),!1),o=e=>t(()=>localStorage.removeItem(e),0[0]);e.storage={read:n,write:s,remove:o}})(window.milepost=window.milepost||{});
