/** The version of a program and of the engine in it, which together identify its rows. */
record Version(String program, String version, String engine, String engineVersion) {
    /** The first columns of each row. */
    String columns() {
        return String.join("\t", program, version, engine, engineVersion);
    }

    @Override
    public String toString() {
        return program + " " + version + " (" + engine + " " + engineVersion + ")";
    }
}
