package telltale.recording;

/** Ending threads without losing what they hold. */
final class Threads {
    private Threads() {}

    /** Waits for a thread to end, whatever happens meanwhile; says whether an interrupt did. */
    static boolean join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException stopping) {
                interrupted = true;
            }
        }
        return interrupted;
    }
}
