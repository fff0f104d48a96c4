// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/invalidatedialog.h"

#include "core/durationtext.h"
#include "core/whendone.h"
#include "session/session.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace tierlens {

using namespace std::chrono_literals;

InvalidateDialog::InvalidateDialog(Session &session, const QString &pattern, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_pattern(new QLineEdit(pattern, this))
    , m_effect(new QLabel(this))
    , m_go(new QPushButton(tr("Invalidate"), this))
{
    setObjectName(QStringLiteral("invalidateDialog"));
    setWindowTitle(tr("Invalidate keys"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *label = new QLabel(tr("Keys matching (* any, ? one, [ab] one of):"), this);
    label->setBuddy(m_pattern);
    m_pattern->setFont(theme().mono(13));
    m_pattern->setAccessibleName(tr("Pattern of the keys to invalidate"));
    m_effect->setWordWrap(true);
    m_effect->setMinimumHeight(44);
    m_go->setProperty("role", QStringLiteral("danger"));
    m_go->setEnabled(false);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(20, 18, 20, 18);
    rows->setSpacing(10);
    rows->addWidget(label);
    rows->addWidget(m_pattern);
    rows->addWidget(m_effect);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_go);
    rows->addLayout(buttons);
    setMinimumWidth(460);

    m_typing.setSingleShot(true);
    connect(&m_typing, &QTimer::timeout, this, &InvalidateDialog::look);
    connect(m_pattern, &QLineEdit::textChanged, this, [this] {
        m_go->setEnabled(false);
        m_typing.start(200ms);
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::close);
    connect(m_go, &QPushButton::clicked, this, [this] {
        Q_EMIT chosen(m_pattern->text().trimmed());
        close();
    });
    look();
}

void InvalidateDialog::look()
{
    const auto pattern = m_pattern->text().trimmed();
    if (pattern.isEmpty()) {
        m_effect->setText(
            tr("Write a pattern, for example %1.").arg(m_session.scenario().samplePattern));
        return;
    }
    const int asked = ++m_asked;
    m_effect->setText(tr("Counting…"));
    whenDone(m_session.preview(pattern), this,
        [this, asked](const Result<InvalidationPreview> &preview) {
            if (asked != m_asked)
                return;
            if (!preview) {
                m_effect->setText(QString::fromStdString(preview.error().text));
                return;
            }
            if (preview->keys == 0) {
                m_effect->setText(tr("No key in Redis matches."));
                return;
            }
            auto text = tr("%1, about %2 of values.")
                            .arg(keysText(preview->keys), bytesText(preview->bytes));
            text += preview->hitsPerSecond >= 0.05
                ? QLatin1Char(' ')
                    + tr("They answered %1 over the last 10 s: expect up to that many more queries "
                         "on Postgres until they are filled again.")
                          .arg(rateText(preview->hitsPerSecond))
                : QLatin1Char(' ') + tr("Nobody asked for them in the last 10 s.");
            m_effect->setText(text);
            m_go->setText(tr("Invalidate %1").arg(keysText(preview->keys)));
            m_go->setEnabled(true);
            m_go->setDefault(true);
        });
}

} // namespace tierlens
