// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidate/invalidatedialog.h"

#include "core/durationtext.h"
#include "core/whendone.h"
#include "invalidation/demoradius.h"
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
    , m_reasons(new QLabel(this))
    , m_go(new QPushButton(tr("Invalidate"), this))
{
    setObjectName(QStringLiteral("invalidateDialog"));
    setWindowTitle(tr("Invalidate keys"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *label = new QLabel(tr("Keys matching (* any, ? one, [ab] one of):"), this);
    label->setBuddy(m_pattern);
    m_pattern->setFont(theme().mono(13));
    m_pattern->setAccessibleName(tr("Pattern of the keys to invalidate"));
    m_effect->setFont(theme().bold13());
    m_effect->setMinimumHeight(44);
    m_effect->setAccessibleName(tr("What it would do"));
    m_reasons->setFont(theme().small());
    m_reasons->setProperty("role", QStringLiteral("dim"));
    for (auto *text : {m_effect, m_reasons}) {
        text->setWordWrap(true);
        text->setTextFormat(Qt::PlainText);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_go->setProperty("role", QStringLiteral("danger"));
    m_go->setEnabled(false);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(20, 18, 20, 18);
    rows->setSpacing(10);
    rows->addWidget(label);
    rows->addWidget(m_pattern);
    rows->addWidget(m_effect);
    rows->addWidget(m_reasons);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_go);
    rows->addLayout(buttons);
    setMinimumWidth(520);

    m_typing.setSingleShot(true);
    connect(&m_typing, &QTimer::timeout, this, &InvalidateDialog::look);
    connect(m_pattern, &QLineEdit::textChanged, this, [this] {
        forget();
        m_typing.start(200ms);
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::close);
    connect(m_go, &QPushButton::clicked, this, [this] {
        Q_EMIT chosen(m_pattern->text().trimmed(), m_foreseen);
        close();
    });
    // The pattern is a suggestion: typing replaces it.
    m_pattern->setFocus();
    m_pattern->selectAll();
    look();
}

// What was counted belongs to another pattern than the one that is being typed.
void InvalidateDialog::forget()
{
    ++m_asked;
    m_go->setEnabled(false);
    m_go->setText(tr("Invalidate"));
}

void InvalidateDialog::say(const QString &effect, const BlastRadius &radius)
{
    m_effect->setText(effect);
    QStringList reasons;
    for (const auto &reason : radius.reasons)
        reasons << reason;
    m_reasons->setText(reasons.join(QLatin1Char('\n')));
    m_reasons->setVisible(!reasons.isEmpty());
    m_foreseen = radius.extraQueries.value_or(-1);
    m_go->setText(radius.keys > 0
            ? tr("Invalidate %1").arg(keysText(static_cast<std::uint64_t>(radius.keys)))
            : tr("Invalidate"));
    m_go->setEnabled(radius.keys > 0);
    m_go->setDefault(radius.keys > 0);
}

void InvalidateDialog::look()
{
    const auto pattern = m_pattern->text().trimmed();
    const int asked = ++m_asked;
    if (pattern.isEmpty()) {
        say(tr("Write a pattern, for example %1.").arg(m_session.scenario().samplePattern), {});
        return;
    }
    say(tr("Counting…"), {});
    whenDone(m_session.preview(pattern), this,
        [this, asked, pattern](const Result<InvalidationPreview> &preview) {
            if (asked != m_asked)
                return;
            if (!preview) {
                say(QString::fromStdString(preview.error().text), {});
                return;
            }
            const auto prefix = m_session.keyPrefix();
            const auto full = pattern.startsWith(prefix) ? pattern : prefix + pattern;
            auto radius = demoRadius(m_session.store(), m_session.now(), full.toStdString(),
                preview->keys, preview->bytes, m_session.traffic().singleFlight);
            radius.isWeighedInPart = preview->isWeighedInPart;
            say(radius.text(), radius);
        });
}

} // namespace tierlens
