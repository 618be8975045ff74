package telltale.web.gate;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request whose body is discarded while its servlet runs. When the servlet completes it, the response is sent at once,
 * and {@link UnreadBody} ends the request when that is safe.
 */
final class DetachedRequest extends HttpServletRequestWrapper {
    private final AsyncContext context;
    private final UnreadBody body;
    private boolean isStarted;

    DetachedRequest(HttpServletRequest request, AsyncContext context, UnreadBody body) {
        super(request);
        this.context = context;
        this.body = body;
    }

    @Override
    public AsyncContext startAsync() {
        isStarted = true;
        return new Completion();
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return startAsync();
    }

    /** Whether the servlet completes the request itself. */
    @Override
    public boolean isAsyncStarted() {
        return isStarted;
    }

    private final class Completion implements AsyncContext {
        /** Completes on a container thread: the caller may be the thread that stores hits, and writing can block. */
        @Override
        public void complete() {
            context.start(body::responseWritten);
        }

        @Override
        public void start(Runnable run) {
            context.start(run);
        }

        @Override
        public ServletRequest getRequest() {
            return DetachedRequest.this;
        }

        @Override
        public ServletResponse getResponse() {
            return context.getResponse();
        }

        @Override
        public boolean hasOriginalRequestAndResponse() {
            return false;
        }

        @Override
        public void dispatch() {
            throw new UnsupportedOperationException("a detached request stays with its servlet");
        }

        @Override
        public void dispatch(String path) {
            dispatch();
        }

        @Override
        public void dispatch(ServletContext other, String path) {
            dispatch();
        }

        @Override
        public void addListener(AsyncListener listener) {
            context.addListener(listener);
        }

        @Override
        public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
            context.addListener(listener, request, response);
        }

        @Override
        public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
            return context.createListener(type);
        }

        /** Ignored: the request has no timeout. */
        @Override
        public void setTimeout(long millis) {}

        @Override
        public long getTimeout() {
            return 0;
        }
    }
}
