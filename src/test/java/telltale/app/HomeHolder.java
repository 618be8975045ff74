package telltale.app;

import java.nio.file.Path;

/** A process that holds a home folder until it is ended. */
final class HomeHolder {
    private HomeHolder() {}

    public static void main(String[] arguments) throws Exception {
        HomeFolder.open(Path.of(arguments[0]));
        System.out.println("held");
        Thread.currentThread().join();
    }
}
