package dev.rawtap.cli.doctor;

import dev.rawtap.base.RawtapException;
import dev.rawtap.contract.Engine;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.Machine;
import dev.rawtap.linux.SystemFiles;
import dev.rawtap.object.Feature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at everything that decides whether raw tracepoints can be traced. */
public final class Examination {
    private final Engine engine;
    private final Kernel kernel;
    private final SystemFiles files;
    private final Machine machine;

    /**
     * Of one machine.
     *
     * @param engine what would run programs
     * @param kernel the door to tracefs
     * @param files procfs and sysfs
     */
    public Examination(Engine engine, Kernel kernel, SystemFiles files) {
        this.engine = engine;
        this.kernel = kernel;
        this.files = files;
        this.machine = new Machine(files);
    }

    /** What came out. */
    public Report report() {
        Map<String, List<Check>> sections = new LinkedHashMap<>();
        sections.put("machine", new MachineChecks(machine, files, kernel, engine.target()).run());
        PermissionChecks permissions = new PermissionChecks(machine, files, kernel);
        sections.put("permissions", permissions.permissions());
        sections.put("settings", permissions.settings());
        Trial trial = new Trial(engine);
        Check raw = trial.raw();
        boolean works = raw.verdict() == Check.Verdict.OK;
        if (works) {
            sections.put("features, each tried", features());
        }
        sections.put("trial", works ? List.of(raw, trial.typed()) : List.of(raw));
        return new Report(sections, works);
    }

    /** Without permission every answer would be no, which says nothing. */
    private List<Check> features() {
        List<Check> checks = new ArrayList<>();
        for (Feature feature : Feature.values()) {
            String since = "mainline since " + feature.since();
            checks.add(feature(feature, since));
        }
        return checks;
    }

    private Check feature(Feature feature, String since) {
        try {
            return engine.target().has(feature)
                    ? Check.ok(feature.text(), since)
                    : Check.limited(feature.text(), "not here; " + since, "");
        } catch (RawtapException untold) {
            return Check.limited(feature.text(), String.valueOf(untold.getMessage()), "");
        }
    }
}
