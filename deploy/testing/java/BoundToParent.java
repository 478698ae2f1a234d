import java.io.IOException;

/**
 * Runs another main class and ends the whole process when standard input closes.
 *
 * <p>The test run that started a server holds the other end of that pipe. However the run ends, even by SIGKILL, the
 * operating system closes the pipe, so no server is ever left behind.
 *
 * <p>Usage: {@code java -cp ... BoundToParent MAIN_CLASS [ARGUMENT...]}
 */
public final class BoundToParent {
  private static final int PARENT_IS_GONE = 70;

  private BoundToParent() {}

  public static void main(String[] arguments) throws Exception {
    Thread watch = new Thread(BoundToParent::haltWhenInputCloses, "bound-to-parent");
    watch.setDaemon(true);
    watch.start();
    String[] rest = java.util.Arrays.copyOfRange(arguments, 1, arguments.length);
    Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
  }

  private static void haltWhenInputCloses() {
    try {
      while (System.in.read() >= 0) {
        continue; // Nobody writes; only the end of the stream means something.
      }
    } catch (IOException closed) {
      // The same as the end of the stream.
    }
    Runtime.getRuntime().halt(PARENT_IS_GONE);
  }
}
