// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "restartedservers.h"

#include <QProcessEnvironment>

namespace tierlens::test {

// What controls a Redis here is the real program. Both need to be root, and a cgroup tree of the
// second version; where the system has none, they get one in a mount namespace of their own.
inline QString ownCgroups()
{
    return QStringLiteral("if [ \"$(stat -f -c %T /sys/fs/cgroup)\" != cgroup2fs ]; then\n"
                          "    umount -R /sys/fs/cgroup 2>/dev/null\n"
                          "    mount -t cgroup2 none /sys/fs/cgroup || exit\n"
                          "fi\n");
}

inline bool canHaveOwnCgroups()
{
    const auto tried = ownCgroups()
        + QStringLiteral("group=/sys/fs/cgroup/tierlens-test-$$\n"
                         "mkdir $group && rmdir $group && mount -t tmpfs none /run\n");
    QProcess process;
    process.start(QStringLiteral("unshare"),
        {QStringLiteral("-m"), QStringLiteral("sh"), QStringLiteral("-c"), tried});
    return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit
        && process.exitCode() == 0;
}

// Runs a program to its end; its exit code and all it said go to the test's output if it fails.
inline bool runs(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    const bool ended = process.waitForFinished(60'000);
    if (ended && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return true;
    qWarning("%s %s: exit code %d: %s", qPrintable(program),
        qPrintable(arguments.join(QLatin1Char(' '))), process.exitCode(),
        process.readAll().constData());
    return false;
}

// A systemd of a user, started by the test and ended with it, that has one unit: shop-redis.
class SystemdRedis
{
public:
    ~SystemdRedis()
    {
        m_systemd.terminate(); // its units end with it
        if (m_systemd.state() != QProcess::NotRunning && !m_systemd.waitForFinished(20'000))
            m_systemd.kill();
    }
    std::string uri() const { return "unix://" + socket().toStdString(); }
    // Everything started from here on speaks to this systemd.
    bool start()
    {
        const auto units = m_folder.filePath(QStringLiteral("config/systemd/user"));
        const auto runtime = m_folder.filePath(QStringLiteral("run"));
        if (!QDir().mkpath(units) || !QDir().mkpath(runtime)
            || !QFile::setPermissions(
                runtime, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner)
            || !writeScript(units + QStringLiteral("/shop-redis.service"),
                QStringLiteral("[Service]\n"
                               "ExecStart=%1 --port 0 --unixsocket %2 --dir %3 --save \"\"\n")
                    .arg(TestProcess::find(QStringLiteral("redis-server")), socket(),
                        m_folder.path())))
            return false;
        qputenv("XDG_RUNTIME_DIR", runtime.toLocal8Bit());
        qputenv("XDG_CONFIG_HOME", m_folder.filePath(QStringLiteral("config")).toLocal8Bit());
        const auto room = m_folder.filePath(QStringLiteral("room.sh"));
        // The kernel ends it if the test dies; it takes its cgroup with it.
        if (!writeScript(room,
                QStringLiteral("#!/bin/sh\n") + ownCgroups()
                    + QStringLiteral("group=/sys/fs/cgroup/tierlens-test-$$\n"
                                     "mkdir $group && echo $$ > $group/cgroup.procs\n"
                                     "mount -t tmpfs none /run && mkdir -p /run/systemd/system\n"
                                     "/lib/systemd/systemd --user & systemd=$!\n"
                                     "trap 'kill $systemd' TERM INT\n"
                                     "wait $systemd; wait $systemd\n"
                                     "echo $$ > /sys/fs/cgroup/cgroup.procs\n"
                                     "find $group -depth -type d -exec rmdir {} +\n")))
            return false;
        m_systemd.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_systemd.start(QStringLiteral("setpriv"),
            {QStringLiteral("--pdeathsig"), QStringLiteral("TERM"), QStringLiteral("unshare"),
                QStringLiteral("-m"), room});
        for (int i = 0; i < 200; ++i) {
            if (QFile::exists(runtime + QStringLiteral("/systemd/private")))
                return runs(QStringLiteral("systemctl"),
                    {QStringLiteral("--user"), QStringLiteral("start"),
                        QStringLiteral("shop-redis")});
            if (m_systemd.waitForFinished(50))
                return false;
        }
        return false;
    }

private:
    QString socket() const { return m_folder.filePath(QStringLiteral("r.sock")); }
    QTemporaryDir m_folder;
    QProcess m_systemd;
};

// A container shop-redis of a real Podman, whose image holds this computer's redis-server alone.
class PodmanRedis
{
public:
    ~PodmanRedis()
    {
        if (m_isMade)
            QProcess::execute(QStringLiteral("podman"),
                {QStringLiteral("rm"), QStringLiteral("--force"), QStringLiteral("--time"),
                    QStringLiteral("0"), QStringLiteral("shop-redis")});
    }
    std::string uri() const { return "unix://" + file("data/r.sock").toStdString(); }
    // Everything started from here on sees this Podman's containers.
    bool start()
    {
        const auto podman = TestProcess::find(QStringLiteral("podman"));
        const auto server = TestProcess::find(QStringLiteral("redis-server"));
        if (!QDir().mkpath(file("bin")) || !QDir().mkpath(file("data"))
            || !writeScript(file("storage.conf"),
                QStringLiteral("[storage]\ndriver = \"vfs\"\ngraphroot = \"%1/root\"\n"
                               "runroot = \"%1/run\"\n")
                    .arg(m_folder.path()))
            || !writeScript(file("containers.conf"),
                QStringLiteral("[engine]\nlock_type = \"file\"\ntmp_dir = \"%1/tmp\"\n"
                               "cgroup_manager = \"cgroupfs\"\nevents_logger = \"file\"\n")
                    .arg(m_folder.path()))
            || !writeScript(file("bin/podman"),
                QStringLiteral("#!/bin/sh\n[ \"$1\" = in ] || exec unshare -m $0 in \"$@\"\n"
                               "shift\n")
                    + ownCgroups() + QStringLiteral("exec %1 \"$@\"\n").arg(podman))
            || !writeScript(file("image.sh"),
                QStringLiteral("set -e\ncd %1; mkdir -p image/tmp image/data\n"
                               "for file in %2 $(ldd %2 | grep -o '/[^ ]*'); do\n"
                               "    mkdir -p image${file%/*}; cp -L $file image$file\n"
                               "done\n"
                               "tar -C image -c . | podman import - shop\n")
                    .arg(m_folder.path(), server)))
            return false;
        qputenv("PATH", file("bin").toLocal8Bit() + ':' + qgetenv("PATH"));
        qputenv("CONTAINERS_STORAGE_CONF", file("storage.conf").toLocal8Bit());
        qputenv("CONTAINERS_CONF", file("containers.conf").toLocal8Bit());
        m_isMade = runs(QStringLiteral("sh"), {file("image.sh")});
        QStringList run{QStringLiteral("run"), QStringLiteral("--detach"), QStringLiteral("--name"),
            QStringLiteral("shop-redis"), QStringLiteral("--network"), QStringLiteral("none"),
            QStringLiteral("--cgroups"), QStringLiteral("disabled"), QStringLiteral("--volume"),
            file("data") + QStringLiteral(":/data")};
        // What the test may have itself: a container asks for more than a machine may allow.
        for (const auto &limit : {QStringLiteral("nofile"), QStringLiteral("nproc")})
            run << QStringLiteral("--ulimit") << limit + QStringLiteral("=1024:1024");
        run << QStringLiteral("shop") << server << QStringLiteral("--port") << QStringLiteral("0")
            << QStringLiteral("--unixsocket") << QStringLiteral("/data/r.sock")
            << QStringLiteral("--save") << QString();
        return m_isMade && runs(QStringLiteral("podman"), run);
    }

private:
    QString file(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    QTemporaryDir m_folder;
    bool m_isMade = false;
};

} // namespace tierlens::test
