package dev.rawtap.linux;

import java.util.EnumSet;
import java.util.Set;

/** Linux capabilities by number (include/uapi/linux/capability.h, 6.18), in the order of their numbers. */
public enum Capability {
    CHOWN,
    DAC_OVERRIDE,
    DAC_READ_SEARCH,
    FOWNER,
    FSETID,
    KILL,
    SETGID,
    SETUID,
    SETPCAP,
    LINUX_IMMUTABLE,
    NET_BIND_SERVICE,
    NET_BROADCAST,
    NET_ADMIN,
    NET_RAW,
    IPC_LOCK,
    IPC_OWNER,
    SYS_MODULE,
    SYS_RAWIO,
    SYS_CHROOT,
    SYS_PTRACE,
    SYS_PACCT,
    SYS_ADMIN,
    SYS_BOOT,
    SYS_NICE,
    SYS_RESOURCE,
    SYS_TIME,
    SYS_TTY_CONFIG,
    MKNOD,
    LEASE,
    AUDIT_WRITE,
    AUDIT_CONTROL,
    SETFCAP,
    MAC_OVERRIDE,
    MAC_ADMIN,
    SYSLOG,
    WAKE_ALARM,
    BLOCK_SUSPEND,
    AUDIT_READ,
    PERFMON,
    BPF,
    CHECKPOINT_RESTORE;

    /** The set of a mask such as {@code CapEff} of {@code /proc/PID/status}; bits without a name are left out. */
    static Set<Capability> ofMask(long mask) {
        Set<Capability> set = EnumSet.noneOf(Capability.class);
        Capability[] byNumber = values();
        for (int number = 0; number < byNumber.length; number++) {
            if ((mask >>> number & 1) != 0) {
                set.add(byNumber[number]);
            }
        }
        return set;
    }

    /** The name as manual pages write it, such as {@code CAP_SYS_ADMIN}. */
    @Override
    public String toString() {
        return "CAP_" + name();
    }
}
