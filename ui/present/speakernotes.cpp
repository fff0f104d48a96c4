// SPDX-License-Identifier: GPL-3.0-or-later
#include "present/speakernotes.h"

#include "core/durationtext.h"
#include "present/presentscale.h"
#include "theme/theme.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QScreen>
#include <QTime>
#include <QVBoxLayout>

namespace tierlens {

namespace {
QLabel *label(const QFont &font, const char *role, QWidget *parent)
{
    auto *made = new QLabel(parent);
    made->setTextFormat(Qt::PlainText);
    made->setWordWrap(true);
    made->setFont(font);
    if (role)
        made->setProperty("role", QString::fromLatin1(role));
    return made;
}
} // namespace

SpeakerNotes::SpeakerNotes(QObject &keys, const QString &controls)
    : QWidget(nullptr, Qt::Window)
    , m_keys(keys)
{
    setWindowTitle(tr("Tierlens – notes for the speaker"));
    setFocusPolicy(Qt::StrongFocus);
    resize(820, 620);
    const Theme &now = theme();
    m_title = label(sized(now.bold13(), 15), "dim", this);
    m_clock = label(sized(now.figure(22), 22), nullptr, this);
    m_clock->setAlignment(Qt::AlignRight | Qt::AlignTop);
    m_caption = label(sized(now.bold13(), 17), nullptr, this);
    m_notes = label(sized(now.text13(), 21), nullptr, this);
    m_notes->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_now = label(sized(now.text13(), 15), "dim", this);
    auto *help = label(sized(now.text13(), 13), "dim", this);
    help->setText(controls);
    auto *top = new QHBoxLayout;
    top->addWidget(m_title, 3);
    top->addWidget(m_clock, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(28, 22, 28, 20);
    column->setSpacing(14);
    column->addLayout(top);
    column->addWidget(m_notes, 1);
    column->addWidget(m_caption);
    column->addWidget(m_now);
    column->addWidget(help);
    m_since.start();
    const auto showClock = [this] {
        m_clock->setText(
            QStringLiteral("%1\n%2").arg(upText(std::chrono::seconds(m_since.elapsed() / 1000)),
                QTime::currentTime().toString(QStringLiteral("HH:mm"))));
    };
    showClock();
    connect(&m_tick, &QTimer::timeout, this, showClock);
    m_tick.start(1000);
}

void SpeakerNotes::setTexts(const Texts &texts)
{
    if (texts == m_texts)
        return;
    m_texts = texts;
    m_title->setText(texts.title);
    m_notes->setText(texts.notes);
    m_caption->setText(tr("The audience reads: %1").arg(texts.caption));
    m_now->setText(texts.now);
}

void SpeakerNotes::showOn(const QWidget &presented)
{
    for (auto *screen : QGuiApplication::screens()) {
        if (screen == presented.screen())
            continue;
        setGeometry(screen->availableGeometry());
        showMaximized();
        return;
    }
    show();
}

void SpeakerNotes::keyPressEvent(QKeyEvent *event) { QCoreApplication::sendEvent(&m_keys, event); }

void SpeakerNotes::closeEvent(QCloseEvent *event)
{
    QWidget::closeEvent(event);
    Q_EMIT closed();
}

} // namespace tierlens
