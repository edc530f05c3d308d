package dev.rawtap.contract;

import java.util.Optional;

/**
 * How an object is loaded.
 *
 * @param ledger whether failed reservations, outputs and map updates are counted, by instructions inserted at load
 * @param processes whose events count
 * @param verifierLog whether the verifier's log is kept for accepted programs too
 * @param kernelOptions lines {@code CONFIG_NAME=VALUE} that go before what the kernel was built with, for {@code __kconfig}
 */
public record LoadOptions(
        boolean ledger, ProcessFilter processes, boolean verifierLog, Optional<String> kernelOptions) {
    /** Losses counted, every process, no log of accepted programs. */
    public static final LoadOptions DEFAULT = new LoadOptions(true, new ProcessFilter.All(), false, Optional.empty());

    /** With losses counted or the code left alone. */
    public LoadOptions withLedger(boolean counted) {
        return new LoadOptions(counted, processes, verifierLog, kernelOptions);
    }

    /** For some processes only. */
    public LoadOptions withProcesses(ProcessFilter filter) {
        return new LoadOptions(ledger, filter, verifierLog, kernelOptions);
    }

    /** With or without the verifier's log of accepted programs. */
    public LoadOptions withVerifierLog(boolean kept) {
        return new LoadOptions(ledger, processes, kept, kernelOptions);
    }

    /** With options that go before the kernel's own. */
    public LoadOptions withKernelOptions(String lines) {
        return new LoadOptions(ledger, processes, verifierLog, Optional.of(lines));
    }
}
