package dev.rawtap.contract;

/**
 * How an object is loaded.
 *
 * @param ledger whether failed reservations, outputs and map updates are counted, by instructions inserted at load
 * @param processes whose events count
 * @param verifierLog whether the verifier's log is kept for accepted programs too
 */
public record LoadOptions(boolean ledger, ProcessFilter processes, boolean verifierLog) {
    /** Losses counted, every process, no log of accepted programs. */
    public static final LoadOptions DEFAULT = new LoadOptions(true, new ProcessFilter.All(), false);

    /** With losses counted or the code left alone. */
    public LoadOptions withLedger(boolean counted) {
        return new LoadOptions(counted, processes, verifierLog);
    }

    /** For some processes only. */
    public LoadOptions withProcesses(ProcessFilter filter) {
        return new LoadOptions(ledger, filter, verifierLog);
    }

    /** With or without the verifier's log of accepted programs. */
    public LoadOptions withVerifierLog(boolean kept) {
        return new LoadOptions(ledger, processes, kept);
    }
}
