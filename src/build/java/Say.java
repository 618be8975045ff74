/** Prints its arguments as a line, also where Maven is quiet. Run from its source by the profile {@code run}. */
class Say {
    public static void main(String[] words) {
        System.out.println(String.join(" ", words));
    }
}
