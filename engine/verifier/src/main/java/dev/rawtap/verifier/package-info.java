/**
 * What a verifier says about a program, as findings: where, what, why and how to mend it.
 *
 * <pre>{@code
 * VerifierReport report = VerifierLog.read(log, program);
 * report.gist();                       // "R1 invalid mem access 'scalar'"
 * report.findings().getFirst().fix();  // "copy the field with bpf_probe_read_kernel or BPF_CORE_READ, or use tp_btf"
 *
 * VerifierLogs.read(whateverLibbpfPrinted, each -> use(each.program(), each.verdict(), each.finding()));
 * }</pre>
 *
 * <pre>
 * log     = { trace line } { refusal line } [ block ] [ statistics ]
 * trace   = "; source line @ file:line" | "N: (op) instruction" | register states | jumps between branches
 * refusal = one line, or two where the second says which bound failed
 * block   = "Verification failed: TITLE", "Reason:", "At:", "Causal path:", "Suggestion:"      (Linux 7.3 on)
 * rules   = code, pattern of the refusal, why, what to write instead                           (rules.tsv)
 * </pre>
 *
 * <p>Invariants: the gist is made of lines of the log; reading never fails, and its memory does not grow with the log: a
 * refusal that no rule knows is a report without findings, and text that holds no log gives none. Every rule has a case in
 * {@code conformance/verifier}. Not here: who asked the kernel, and what errno it gave.
 */
@NullMarked
package dev.rawtap.verifier;

import org.jspecify.annotations.NullMarked;
