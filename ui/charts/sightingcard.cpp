// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/sightingcard.h"

#include "core/durationtext.h"
#include "sightings/sightingtext.h"
#include "theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

namespace {
constexpr int Wide = 430;
constexpr int Margin = 8; // to the edges of the parent

QPushButton *flat(const QString &text, const QString &name, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setProperty("role", QStringLiteral("flat"));
    button->setAccessibleName(name);
    button->setToolTip(name);
    button->setAutoDefault(false);
    return button;
}
} // namespace

SightingCard::SightingCard(const Store &store, QWidget *parent)
    : QFrame(parent)
    , m_store(store)
    , m_title(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_advice(new QLabel(this))
    , m_count(new QLabel(this))
    , m_previous(flat(QStringLiteral("‹"), tr("The one before"), this))
    , m_next(flat(QStringLiteral("›"), tr("The next one"), this))
    , m_copy(flat(tr("Copy"), tr("Copy these sentences"), this))
    , m_close(flat(QStringLiteral("✕"), tr("Close (Escape)"), this))
{
    setObjectName(QStringLiteral("sightingCard"));
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("What was recognised")); // until it is known what
    m_title->setFont(theme().bold13());
    for (auto *label : {m_title, m_sentence, m_advice}) // names of keys may look like tags
        label->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_advice->setWordWrap(true);
    m_advice->setProperty("role", QStringLiteral("dim"));
    m_count->setProperty("role", QStringLiteral("dim"));
    for (auto *small : {m_previous, m_next, m_close})
        small->setFixedWidth(30);
    auto *head = new QHBoxLayout;
    head->setSpacing(2);
    head->addWidget(m_title, 1);
    head->addWidget(m_previous);
    head->addWidget(m_count);
    head->addWidget(m_next);
    head->addWidget(m_copy);
    head->addWidget(m_close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 8, 10, 14);
    layout->setSpacing(6);
    layout->addLayout(head);
    layout->addWidget(m_sentence);
    layout->addWidget(m_advice);
    connect(m_previous, &QPushButton::clicked, this, [this] {
        m_at -= m_at > 0 ? 1 : 0;
        refresh(m_now);
        place();
    });
    connect(m_next, &QPushButton::clicked, this, [this] {
        m_at += m_at + 1 < m_ids.size() ? 1 : 0;
        refresh(m_now);
        place();
    });
    connect(m_copy, &QPushButton::clicked, this,
        [this] { QGuiApplication::clipboard()->setText(text()); });
    connect(m_close, &QPushButton::clicked, this, &SightingCard::leave);
    hide();
}

const Sighting *SightingCard::shown() const
{
    const auto &all = m_store.sightings();
    const auto found = m_at < m_ids.size() ? std::find_if(all.begin(), all.end(),
                           [this](const Sighting &one) { return one.id == m_ids[m_at]; })
                                           : all.end();
    return found == all.end() ? nullptr : &*found;
}

void SightingCard::tell(std::vector<std::uint64_t> ids, QPoint beside, SinceStart now)
{
    if (ids.empty())
        return;
    m_ids = std::move(ids);
    m_at = m_ids.size() - 1;
    m_near = beside;
    m_now = now;
    if (!isVisible())
        m_before = window()->focusWidget();
    show();
    raise();
    refresh(now);
    place();
    setFocus(Qt::PopupFocusReason);
}

void SightingCard::refresh(SinceStart now)
{
    m_now = now;
    if (!isVisible())
        return;
    const auto *sighting = shown();
    if (!sighting) {
        leave();
        return;
    }
    const auto words = sightingText(*sighting, now);
    const auto set = [](QLabel *label, const QString &text) {
        if (label->text() != text)
            label->setText(text);
    };
    set(m_title, tr("%1 · %2").arg(words.name, momentText(sighting->from)));
    set(m_sentence, words.sentence);
    set(m_advice, words.advice);
    set(m_count, tr("%1 of %2").arg(m_at + 1).arg(m_ids.size()));
    const bool several = m_ids.size() > 1;
    m_previous->setVisible(several);
    m_next->setVisible(several);
    m_count->setVisible(several);
    m_previous->setEnabled(m_at > 0);
    m_next->setEnabled(m_at + 1 < m_ids.size());
    setAccessibleName(m_title->text());
    setAccessibleDescription(words.sentence + QLatin1Char(' ') + words.advice);
}

QString SightingCard::text() const
{
    return m_sentence->text() + QLatin1Char(' ') + m_advice->text();
}

// Above what it tells of if there is room, else below, and never outside its parent.
void SightingCard::place()
{
    const int wide = std::min(Wide, parentWidget()->width() - 2 * Margin);
    const int high = layout()->heightForWidth(wide);
    resize(wide, high);
    const int x = std::clamp(
        m_near.x() - wide / 2, Margin, std::max(Margin, parentWidget()->width() - wide - Margin));
    int y = m_near.y() - high - 2 * Margin;
    if (y < Margin)
        y = m_near.y() + 2 * Margin;
    y = std::clamp(y, Margin, std::max(Margin, parentWidget()->height() - high - Margin));
    move(x, y);
}

void SightingCard::leave()
{
    hide();
    if (m_before)
        m_before->setFocus(Qt::PopupFocusReason);
    m_before = nullptr;
}

void SightingCard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        leave();
    else if (event->key() == Qt::Key_Left)
        m_previous->click();
    else if (event->key() == Qt::Key_Right)
        m_next->click();
    else
        QFrame::keyPressEvent(event);
}

void SightingCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme().sighting, 1));
    painter.setBrush(theme().raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
}

} // namespace tierlens
