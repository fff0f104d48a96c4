// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/keydetails.h"

#include "core/durationtext.h"
#include "parts/writtentip.h"
#include "theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

namespace {
QLabel *lineLabel(const QFont &font, bool dim, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setFont(font);
    label->setTextFormat(Qt::PlainText);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    if (dim)
        label->setProperty("role", QStringLiteral("dim"));
    return label;
}

// An accessible description repeats the reason for those who get no tooltip.
void setReason(QPushButton *button, const QString &reason, const QString &help)
{
    button->setEnabled(reason.isEmpty());
    button->setToolTip(reason.isEmpty() ? help : reason);
    button->setAccessibleDescription(button->toolTip());
}

void setLine(QLabel *label, const QString &text, Qt::TextElideMode mode)
{
    const auto shown = label->fontMetrics().elidedText(text, mode, label->width());
    if (label->text() == shown && label->accessibleName() == text)
        return; // what is cut off may change alone
    label->setText(shown);
    label->setToolTip(shown == text ? QString() : asWritten(text));
    label->setAccessibleName(text);
}
} // namespace

KeyDetails::KeyDetails(QWidget *parent)
    : QWidget(parent)
    , m_name(lineLabel(theme().mono(13), false, this))
    , m_counts(lineLabel(theme().small(), true, this))
    , m_state(lineLabel(theme().small(), true, this))
    , m_expiry(lineLabel(theme().small(), true, this))
    , m_invalidate(new QPushButton(tr("Invalidate"), this))
    , m_expire(new QPushButton(tr("Expire now"), this))
    , m_refresh(new QPushButton(tr("Refresh"), this))
    , m_plan(new QPushButton(tr("Plan"), this))
{
    m_invalidate->setProperty("role", QStringLiteral("danger"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (auto *button : {m_invalidate, m_expire, m_refresh, m_plan}) {
        button->setAutoDefault(false);
        button->setFocusPolicy(Qt::StrongFocus);
        buttons->addWidget(button, 1);
    }
    auto *lines = new QVBoxLayout(this);
    lines->setContentsMargins(16, 13, 14, 14);
    lines->setSpacing(3);
    lines->addWidget(m_name);
    lines->addWidget(m_counts);
    lines->addWidget(m_state);
    lines->addWidget(m_expiry);
    lines->addSpacing(6);
    lines->addLayout(buttons);
    connect(m_invalidate, &QPushButton::clicked, this, &KeyDetails::invalidate);
    connect(m_expire, &QPushButton::clicked, this, &KeyDetails::expireNow);
    connect(m_refresh, &QPushButton::clicked, this, &KeyDetails::refresh);
    connect(m_plan, &QPushButton::clicked, this, &KeyDetails::plan);
    setAccessibleName(tr("Selected key"));
    m_counts->setProperty("helpTopic", QStringLiteral("key-counts"));
    m_state->setProperty("helpTopic", QStringLiteral("stale-key"));
    m_expiry->setProperty("helpTopic", QStringLiteral("ttl-left"));
    setKey({}, {}, nullptr, {});
}

QString KeyDetails::valueText(const HeldKey &row)
{
    if (row.value.empty())
        return tr("value not known");
    auto text = QString::fromStdString(row.value);
    for (QChar &c : text) {
        if (!c.isPrint())
            c = QChar::ReplacementCharacter;
    }
    constexpr std::size_t Kept = 38; // of Request::value; the size may count more than the answer
    const bool cut = row.size > row.value.size() && row.value.size() >= Kept;
    return QStringLiteral("\"%1\"").arg(cut ? text + QStringLiteral("…") : text);
}

QString KeyDetails::countsText(const HeldKey &row)
{
    const auto hits = row.hits == 1 ? tr("1 hit") : tr("%1 hits").arg(countText(row.hits));
    const auto fills = row.fills == 0 ? tr("not filled by us")
        : row.fills == 1              ? tr("filled once")
                                      : tr("filled %1 times").arg(countText(row.fills));
    // A key that was only seen to be written has no size that anybody told.
    const auto size = row.size > 0 ? bytesText(row.size) : tr("size not known");
    return QStringList{valueText(row), size, hits, fills}.join(QStringLiteral(" · "));
}

QString KeyDetails::stateText(const HeldKey &row, SinceStart now)
{
    if (row.isStale())
        return tr("version %1, Postgres has %2 · stale for %3")
            .arg(row.version)
            .arg(row.truthVersion)
            .arg(durationText(std::max(now - row.staleSince, Duration::zero())));
    return row.version > 0 ? tr("version %1 · nothing newer known").arg(row.version) : QString();
}

QString KeyDetails::expiryText(const HeldKey &row, SinceStart now)
{
    if (row.expiresAt)
        return tr("expires in %1 of %2").arg(ttlText(*row.expiresAt - now), ttlText(row.ttl));
    return row.fills > 0 ? tr("no expiry") : tr("expiry not known: somebody else filled it");
}

void KeyDetails::setKey(
    const QString &key, const QString &shownKey, const HeldKey *row, SinceStart now)
{
    const bool same = m_laid && key == m_key && m_live == (row != nullptr);
    m_key = key;
    m_live = row != nullptr;
    m_shownKey = key.isEmpty() ? tr("No key selected") : shownKey;
    if (row) {
        m_countsText = countsText(*row);
        m_stateText = stateText(*row, now);
        m_expiryText = expiryText(*row, now);
    } else if (key.isEmpty()) {
        m_countsText = tr("Choose one to see what Redis holds for it.");
        m_stateText.clear();
        m_expiryText.clear();
    } else {
        m_countsText = tr("Not in Redis now.");
        m_stateText = tr("It comes back with the next request for it.");
        m_expiryText.clear();
    }
    layTexts();
    if (!same)
        updateButtons();
    m_laid = true;
}

void KeyDetails::setBlocked(const QString &reason)
{
    m_blocked = reason;
    updateButtons();
}

void KeyDetails::updateButtons()
{
    const auto noKey = m_key.isEmpty() ? tr("Select a key first.") : QString();
    const auto gone = m_key.isEmpty() || m_live ? noKey : tr("This key is not in Redis now.");
    setReason(m_invalidate, m_blocked.isEmpty() ? gone : m_blocked,
        tr("Deletes the key from Redis. The next request for it is a miss and asks Postgres."));
    setReason(m_expire, m_blocked.isEmpty() ? gone : m_blocked,
        tr("Lets its time run out at once, as if the TTL were over."));
    setReason(m_refresh, m_blocked.isEmpty() ? noKey : m_blocked,
        tr("Asks Postgres now and puts the answer into Redis with a new TTL."));
    setReason(m_plan, noKey,
        tr("Shows the query that fills this key, and how Postgres carries it out: which tables and "
           "indexes it reads, and what takes the time."));
}

void KeyDetails::layTexts()
{
    setLine(m_name, m_shownKey, Qt::ElideMiddle);
    setLine(m_counts, m_countsText, Qt::ElideRight);
    setLine(m_state, m_stateText, Qt::ElideRight);
    setLine(m_expiry, m_expiryText, Qt::ElideRight);
}

void KeyDetails::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layout()->activate();
    layTexts();
}

void KeyDetails::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        layTexts();
}

} // namespace tierlens
