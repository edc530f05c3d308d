package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.analysis.EventCatalog.Match;
import dev.rawtap.script.program.ScriptConfig;
import dev.rawtap.script.syntax.AttachPoint;
import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.typed.ProbeKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Attach points: what their parts mean, and which events a wildcard stands for. */
final class ProbeExpansion {
    private final AnalysisOptions options;
    private final ScriptConfig config;
    private final Problems problems;
    private final EventCatalog catalog;
    private final Predicate<AttachPoint> broken;
    private final List<AttachedProbe> attached = new ArrayList<>();
    private final List<Missing> missing = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final List<Definition.Probe> unknown = new ArrayList<>();

    /**
     * Probes of a script.
     *
     * @param broken whether an attach point is part of a mistake that was told, so that nothing is said about it
     */
    ProbeExpansion(
            AnalysisOptions options,
            ScriptConfig config,
            Problems problems,
            EventCatalog catalog,
            Predicate<AttachPoint> broken) {
        this.options = options;
        this.config = config;
        this.problems = problems;
        this.catalog = catalog;
        this.broken = broken;
    }

    /** Probes without an attach point that means an event, where that is a mistake. */
    List<Definition.Probe> unknown() {
        return unknown;
    }

    /** All probes at all their attach points. */
    List<AttachedProbe> expand(List<Definition.Probe> probes) {
        for (Definition.Probe probe : probes) {
            int before = attached.size();
            missing.clear();
            Optional<AttachPoint> last = Optional.empty();
            for (AttachPoint point : probe.attachPoints()) {
                expand(probe, point);
                last = last.or(() -> attached.size() > config.maxPrograms() ? Optional.of(point) : Optional.empty());
            }
            tellMissing(attached.size() > before);
            if (attached.size() == before
                    && (missing.isEmpty() || config.missingProbes() == ScriptConfig.MissingProbes.ERROR)) {
                unknown.add(probe);
            }
            if (last.isPresent() && before <= config.maxPrograms()) {
                problems.error(
                        "too-many-probes",
                        last.get().span(),
                        "Your program is trying to generate more than %d BPF programs, which exceeds the current limit of %d"
                                .formatted(attached.size(), config.maxPrograms()),
                        "You can increase the limit through the BPFTRACE_MAX_BPF_PROGS environment variable.");
            }
        }
        if (attached.size() > config.maxProbes() && !problems.hasErrors()) {
            problems.error(
                    "too-many-probes",
                    Span.NOWHERE,
                    "Can't attach to %d probes because it exceeds the current limit of %d probes.%n"
                                    .formatted(attached.size(), config.maxProbes())
                            + "You can increase the limit through the BPFTRACE_MAX_PROBES environment variable, but BE CAREFUL since a high number of probes attached can cause your system to crash.");
        }
        return attached;
    }

    /** One attach point; false if something was wrong with it. */
    private boolean expand(Definition.Probe probe, AttachPoint point) {
        if (broken.test(point)) {
            return false;
        }
        Optional<ProbeType> type = ProbeType.find(point.type().replace("\"", ""));
        if (type.isEmpty()) {
            problems.errorNear(
                    "unknown-probe",
                    point.span(),
                    "Invalid probe type: " + point.type(),
                    point.type().toLowerCase(Locale.ROOT),
                    ProbeType.supported());
            return false;
        }
        List<Pattern> parts = point.parts().stream()
                .map(part -> Pattern.of(part, options.positional()))
                .toList();
        var site = new Site(probe, point, type.get(), parts);
        return switch (type.get()) {
            case BEGIN -> alone(site, new ProbeKind.Begin());
            case END -> alone(site, new ProbeKind.End());
            case SELF -> self(site);
            case TEST -> named(site);
            case BENCH -> named(site);
            case INTERVAL, PROFILE -> timed(site);
            case SOFTWARE, HARDWARE -> perf(site);
            case TRACEPOINT -> tracepoint(site);
            case RAW_TRACEPOINT -> rawTracepoint(site);
            case SYSCALL -> syscall(site);
            case ITERATOR -> iterator(site);
            case KPROBE, KRETPROBE, UPROBE, URETPROBE, USDT, FENTRY, FEXIT, WATCHPOINT, ASYNC_WATCHPOINT ->
                UnsupportedProbes.refuse(site.type(), point, problems, catalog);
        };
    }

    /** An attach point with what is known of it. */
    private record Site(Definition.Probe probe, AttachPoint point, ProbeType type, List<Pattern> parts) {
        Span at() {
            return point.span();
        }

        String text(int part) {
            return parts.get(part).text();
        }

        /** As it is written, with the whole name of the type. */
        String name() {
            var name = new StringBuilder(type.text());
            parts.forEach(part -> name.append(':').append(part.text()));
            return name.toString();
        }
    }

    private boolean add(Site site, String name, ProbeKind kind) {
        attached.add(new AttachedProbe(site.probe(), name, kind, site.at()));
        return true;
    }

    private boolean refuse(Site site, String message, String... hints) {
        problems.error("bad-probe", site.at(), message, hints);
        return false;
    }

    /** Whether there are as many parts as the type needs. */
    private boolean countFits(Site site, String expected, int least, int most) {
        int found = site.parts().size();
        return (found >= least && found <= most)
                || refuse(
                        site,
                        "%s probe type requires %s, found %d"
                                .formatted(site.type().text(), expected, found));
    }

    private boolean alone(Site site, ProbeKind kind) {
        return countFits(site, "0 arguments", 0, 0) && add(site, site.type().text(), kind);
    }

    private boolean self(Site site) {
        if (!countFits(site, "2 arguments", 2, 2)) {
            return false;
        }
        if (!site.text(0).equals("signal")) {
            return refuse(site, "self: '%s' is not supported".formatted(site.text(0)), "write self:signal:SIGUSR1");
        }
        return site.text(1).equals("SIGUSR1")
                ? add(site, site.name(), new ProbeKind.SelfSignal(site.text(1)))
                : refuse(site, "%s is not a supported signal".formatted(site.text(1)), "write self:signal:SIGUSR1");
    }

    private boolean named(Site site) {
        if (!countFits(site, "1 arguments", 1, 1)) {
            return false;
        }
        String name = site.text(0);
        if (!names.add(site.name())) {
            return refuse(
                    site,
                    "\"%s\" was used as the name for more than one %s probe"
                            .formatted(name, site.type().name()));
        }
        return add(
                site,
                site.name(),
                site.type() == ProbeType.TEST ? new ProbeKind.Test(name) : new ProbeKind.Bench(name));
    }

    private boolean timed(Site site) {
        if (!countFits(site, "1 or 2 arguments", 1, 2)) {
            return false;
        }
        Period period = Period.of(
                site.type().text(), site.parts().stream().map(Pattern::text).toList());
        if (!period.problem().isEmpty()) {
            return refuse(
                    site,
                    period.problem(),
                    "for example %s:s:1, %s:hz:99, %s:100ms"
                            .formatted(
                                    site.type().text(),
                                    site.type().text(),
                                    site.type().text()));
        }
        return add(
                site,
                site.type().text() + ":" + period.name(),
                site.type() == ProbeType.INTERVAL
                        ? new ProbeKind.Interval(period.nanoseconds())
                        : new ProbeKind.Profile(period.nanoseconds()));
    }

    private boolean perf(Site site) {
        boolean software = site.type() == ProbeType.SOFTWARE;
        if (!countFits(site, "1 or 2 arguments", 1, 2)) {
            return false;
        }
        if (!site.parts().getFirst().isPlain()) {
            return refuse(
                    site,
                    "wildcards are not allowed for %s probe type"
                            .formatted(site.type().text()),
                    "rawtap -l '%s:*' lists them".formatted(site.type().text()));
        }
        Optional<PerfEvents.Event> event = PerfEvents.find(software, site.text(0));
        if (event.isEmpty()) {
            problems.errorNear(
                    "unknown-probe",
                    site.at(),
                    "%s is not a %s probe".formatted(site.text(0), site.type().text()),
                    site.text(0),
                    PerfEvents.names(software));
            return false;
        }
        String name = site.type().text() + ":" + site.text(0);
        if (site.parts().size() == 1) {
            return add(site, name, event.get().probe(0));
        }
        NumberText.Reading count = NumberText.read(site.text(1));
        if (!(count instanceof NumberText.Reading.Whole(BigInteger often, boolean time))) {
            String problem = ((NumberText.Reading.Wrong) count).inProbe(site.text(1));
            return refuse(
                    site, "Invalid count for %s probe: %s".formatted(site.type().text(), problem));
        }
        if (often.signum() < 0 || often.bitLength() > 63) {
            return refuse(
                    site,
                    "%s count should be a positive integer"
                            .formatted(site.type().text()));
        }
        return add(
                site,
                often.signum() == 0 ? name : name + ":" + often,
                event.get().probe(often.longValue()));
    }

    private boolean tracepoint(Site site) {
        if (!countFits(site, "2 arguments", 2, 2)) {
            return false;
        }
        List<Match> matches =
                catalog.tracepoints(site.parts().get(0), site.parts().get(1));
        return addAll(site, matches, "%s:%s".formatted(site.text(0), site.text(1)));
    }

    private boolean rawTracepoint(Site site) {
        if (!countFits(site, "2 or 1 arguments", 1, 2)) {
            return false;
        }
        if (site.parts().getLast().text().isEmpty()) {
            return refuse(
                    site, "rawtracepoint should be attached to a function", "name an event: rawtracepoint:sys_enter");
        }
        boolean anywhere = site.parts().size() == 1;
        Pattern module = anywhere ? Pattern.of("*") : site.parts().getFirst();
        List<Match> matches = catalog.rawTracepoints(module, site.parts().getLast());
        return addAll(
                site,
                matches,
                "%s:%s".formatted(module.text(), site.parts().getLast().text()));
    }

    private boolean syscall(Site site) {
        if (!countFits(site, "1 or 2 arguments", 1, 2)) {
            return false;
        }
        Pattern name = site.parts().getLast();
        return site.parts().size() == 1
                ? addAll(site, catalog.syscalls(name), name.text())
                : addAll(
                        site,
                        catalog.syscalls(site.parts().getFirst(), name),
                        "%s:%s".formatted(site.text(0), name.text()));
    }

    private boolean addAll(Site site, List<Match> matches, String target) {
        for (Match match : matches) {
            switch (match) {
                case EventCatalog.Event(String name, ProbeKind kind) -> add(site, name, kind);
                case EventCatalog.Unreadable(String name, String reason, String hint) ->
                    refuse(site, "%s: %s".formatted(name, reason), hint);
            }
        }
        return !matches.isEmpty() || missing(site, target);
    }

    private boolean missing(Site site, String target) {
        missing.add(new Missing(site, target));
        return false;
    }

    /** An attach point that means no event. */
    private record Missing(Site site, String target) {}

    /** Tells of attach points without events; wildcards among others that have some may go without. */
    private void tellMissing(boolean othersAttached) {
        for (Missing one : missing) {
            boolean wildcard = one.target().contains("*");
            String none = "No matches for %s %s.".formatted(one.site().type().text(), one.target());
            if (wildcard && othersAttached) {
                continue;
            }
            switch (config.missingProbes()) {
                case WARN ->
                    problems.warning(
                            "missing-probe",
                            one.site().at(),
                            wildcard
                                    ? "Probe has no valid attach points. It is being removed which may cause issues with program behavior."
                                    : none + " Skipping.");
                case IGNORE -> {}
                case ERROR ->
                    problems.errorNear(
                            "unknown-probe",
                            one.site().at(),
                            wildcard
                                    ? "Probe has no valid attach points. If this is expected, set the 'missing_probes' config variable to 'warn'."
                                    : none,
                            catalog.wrongName(one.site().type(), one.target()),
                            catalog.candidates(one.site().type(), one.target()));
            }
        }
    }

    private boolean iterator(Site site) {
        if (site.parts().isEmpty() || site.parts().size() > 2) {
            return refuse(site, "iter probe type takes 2 arguments (1 optional)");
        }
        String what = site.text(0);
        if (!EventCatalog.ITERATORS.contains(what)) {
            problems.errorNear(
                    "unknown-probe",
                    site.at(),
                    "No matches for iter %s.".formatted(what),
                    what,
                    EventCatalog.ITERATORS);
            return false;
        }
        String pin = site.parts().size() == 2 ? site.text(1) : "";
        return add(site, "iter:" + what + (pin.isEmpty() ? "" : ":" + pin), new ProbeKind.Iterator(what, pin));
    }
}
