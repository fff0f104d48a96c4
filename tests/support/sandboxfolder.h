// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QString>
#include <QTemporaryDir>

// Where a test keeps its sandbox. TIERLENS_TEST_SANDBOX names a folder that several test programs
// share, one after the other, so that the world is seeded once; otherwise each has its own.
class SandboxFolder
{
public:
    SandboxFolder()
        : m_temporary(QDir::tempPath() + QStringLiteral("/tlt-XXXXXX"))
    {
        // When we are root, the servers run as another user, who has to get there.
        QFile::setPermissions(m_temporary.path(),
            QFile::permissions(m_temporary.path()) | QFile::ReadGroup | QFile::ExeGroup
                | QFile::ReadOther | QFile::ExeOther);
    }
    QString path() const
    {
        const auto shared = qEnvironmentVariable("TIERLENS_TEST_SANDBOX");
        return shared.isEmpty() ? m_temporary.filePath(QStringLiteral("sandbox")) : shared;
    }
    QString scratch(const QString &name) const { return m_temporary.filePath(name); }

private:
    QTemporaryDir m_temporary;
};
