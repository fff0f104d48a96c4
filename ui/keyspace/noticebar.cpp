// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/noticebar.h"

#include "theme/theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include <utility>

namespace tierlens {

using namespace std::chrono_literals;

NoticeBar::NoticeBar(QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_button(new QPushButton(this))
    , m_close(new QToolButton(this))
{
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText); // names of keys are strangers' texts
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_close->setText(QStringLiteral("✕"));
    m_close->setAutoRaise(true);
    m_close->setAccessibleName(tr("Dismiss the message"));
    m_button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(20, 8, 10, 8);
    row->setSpacing(12);
    row->addWidget(m_text, 1);
    row->addWidget(m_button);
    row->addWidget(m_close);
    connect(m_button, &QAbstractButton::clicked, this, &NoticeBar::act);
    connect(m_close, &QAbstractButton::clicked, this, &NoticeBar::finish);
    connect(&m_second, &QTimer::timeout, this, &NoticeBar::countDown);
    hide();
}

void NoticeBar::tell(const QString &text, bool bad) { offer(text, {}, {}, bad ? 0s : 8s, bad); }

void NoticeBar::offer(const QString &text, const QString &button, std::function<void()> act,
    std::chrono::seconds lasts, bool bad)
{
    m_text->setText(text);
    m_label = button;
    m_act = std::move(act);
    m_left = lasts;
    m_bad = bad;
    m_button->setVisible(bool(m_act));
    m_button->setText(button);
    m_second.stop();
    if (lasts > 0s) {
        ++m_left;
        countDown();
        m_second.start(1s);
    }
    setAccessibleName(text);
    show();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
    update();
}

void NoticeBar::countDown()
{
    if (--m_left <= 0s) {
        finish();
        return;
    }
    if (m_act)
        m_button->setText(QStringLiteral("%1 (%2)").arg(m_label, tr("%1 s").arg(m_left.count())));
}

QString NoticeBar::text() const { return isHidden() ? QString() : m_text->text(); }

void NoticeBar::act()
{
    m_second.stop();
    hide();
    if (const auto act = std::exchange(m_act, {}))
        act();
}

void NoticeBar::withdraw()
{
    if (!hasOffer())
        return;
    m_second.stop();
    m_act = {};
    hide();
}

void NoticeBar::finish()
{
    m_second.stop();
    const bool had = hasOffer();
    m_act = {};
    hide();
    Q_EMIT over(had);
}

void NoticeBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto accent = m_bad ? theme().invalidated : theme().miss;
    painter.setBrush(theme().raised);
    painter.setPen(QPen(blend(theme().line, accent, 0.5), 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
    painter.setPen(Qt::NoPen);
    painter.setBrush(accent);
    painter.drawRoundedRect(QRectF(7, 9, 3, height() - 18), 1.5, 1.5);
}

} // namespace tierlens
