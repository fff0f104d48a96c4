// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/messagebar.h"

#include "theme/theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace tierlens {

using namespace std::chrono_literals;

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_detail(new QLabel(this))
    , m_close(new QToolButton(this))
{
    setObjectName(QStringLiteral("messageBar"));
    for (auto *label : {m_text, m_detail}) // servers' own words may look like tags
        label->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detail->setWordWrap(true);
    m_detail->setProperty("role", QStringLiteral("dim"));
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_close->setText(QStringLiteral("✕"));
    m_close->setAutoRaise(true);
    m_close->setAccessibleName(tr("Dismiss the message"));
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_text);
    texts->addWidget(m_detail);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(18, 10, 10, 10);
    row->addLayout(texts, 1);
    row->addWidget(m_close, 0, Qt::AlignTop);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    m_leave.setSingleShot(true);
    connect(&m_leave, &QTimer::timeout, this, &QWidget::hide);
    hide();
}

void MessageBar::tell(const QString &text)
{
    display(text, {}, false);
    m_leave.start(5s);
}

void MessageBar::complain(const Error &error)
{
    m_leave.stop();
    display(QString::fromStdString(error.text), QString::fromStdString(error.detail), true);
}

void MessageBar::display(const QString &text, const QString &detail, bool bad)
{
    Q_EMIT told(text, bad);
    if (m_silent)
        return;
    m_bad = bad;
    m_text->setText(text);
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
    setAccessibleName(text);
    place();
    show();
    raise();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
    update();
}

void MessageBar::setSilent(bool silent)
{
    m_silent = silent;
    if (silent)
        hide();
}

void MessageBar::place()
{
    if (m_text->text().isEmpty())
        return; // nothing was said yet, and nothing has no height
    const auto *host = parentWidget();
    const int width = std::min(720, host->width() - 48);
    // Before it has ever been shown the layout may not know yet (-1): display() places it again.
    const int height = layout()->totalHeightForWidth(width);
    if (width <= 0 || height < 0)
        return;
    // Not adjustSize(), which asks how tall the texts are in a narrow column.
    setFixedSize(width, height);
    move((host->width() - width) / 2, host->height() - height - 20);
}

void MessageBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto accent = m_bad ? theme().invalidated : theme().hit;
    painter.setBrush(theme().raised);
    painter.setPen(QPen(blend(theme().line, accent, 0.6), 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
    painter.setPen(Qt::NoPen);
    painter.setBrush(accent);
    painter.drawRoundedRect(QRectF(6, 10, 3, height() - 20), 1.5, 1.5);
}

} // namespace tierlens
