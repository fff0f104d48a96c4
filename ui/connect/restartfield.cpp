// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/restartfield.h"

#include "connect/fieldrow.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>

namespace tierlens {

RestartField::RestartField(const QString &label, const QString &example, QWidget *parent)
    : QWidget(parent)
    , m_example(example)
    , m_kind(new QComboBox(this))
    , m_name(new QLineEdit(this))
    , m_row(new FieldRow(tr("Name or command"), m_name, this))
{
    using Kind = RestartWay::Kind;
    for (const auto &[kind, name] :
        {std::pair{Kind::None, tr("not from here")}, std::pair{Kind::Systemd, tr("systemd unit")},
            std::pair{Kind::SystemdUser, tr("systemd unit of yours (--user)")},
            std::pair{Kind::Docker, tr("Docker container")},
            std::pair{Kind::Podman, tr("Podman container")},
            std::pair{Kind::Command, tr("a command of yours")}})
        m_kind->addItem(name, static_cast<int>(kind));
    m_kind->setAccessibleName(label);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    row->addWidget(new FieldRow(label, m_kind, this), 2);
    row->addWidget(m_row, 3);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &RestartField::tell);
    connect(m_name, &QLineEdit::textChanged, this, &RestartField::tell);
    tell();
}

void RestartField::setKept(const QString &kept)
{
    const auto way = RestartWay::read(kept);
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(way.kind)));
    m_name->setText(way.name);
}

RestartWay RestartField::way() const
{
    const auto kind = static_cast<RestartWay::Kind>(m_kind->currentData().toInt());
    return {kind, kind == RestartWay::Kind::None ? QString() : m_name->text().trimmed()};
}

QString RestartField::kept() const { return way().kept(); }

bool RestartField::isRight() const { return way().problem().isEmpty(); }

void RestartField::tell()
{
    using Kind = RestartWay::Kind;
    const auto now = way();
    m_name->setEnabled(now.kind != Kind::None);
    m_name->setPlaceholderText(now.kind == Kind::Command                 ? m_example
            : now.kind == Kind::Systemd || now.kind == Kind::SystemdUser ? tr("redis-server")
            : now.kind == Kind::Docker || now.kind == Kind::Podman       ? tr("shop-redis")
                                                                         : QString());
    m_row->setProblem(now.problem());
    m_row->setNote(now.kind == Kind::None ? QString()
            : now.kind == Kind::Command
            ? tr("Runs on this computer, by the shell, as it stands here.")
            : tr("Runs on this computer: %1").arg(now.shown()));
    Q_EMIT edited();
}

} // namespace tierlens
