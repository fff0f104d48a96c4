// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpwindow.h"

#include "help/helppage.h"
#include "help/helptopics.h"
#include "theme/theme.h"

#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTextBrowser>
#include <QUrl>
#include <QVBoxLayout>

namespace tierlens {

namespace {
constexpr int IdRole = Qt::UserRole;
constexpr int MostBefore = 50;

QFrame *helpPanel(QWidget *parent)
{
    auto *panel = new QFrame(parent);
    panel->setProperty("role", QStringLiteral("panel"));
    return panel;
}
} // namespace

HelpWindow::HelpWindow(QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_search(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_back(new QPushButton(this))
    , m_page(new QTextBrowser(this))
{
    setObjectName(QStringLiteral("helpWindow"));
    setProperty("helpTopic", QStringLiteral("how-help"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_list->setProperty("role", QStringLiteral("choices"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_page->setOpenLinks(false); // they lead to other topics
    m_page->setFrameShape(QFrame::NoFrame);
    m_page->viewport()->setAutoFillBackground(false);
    m_page->document()->setDocumentMargin(0);
    m_back->setProperty("role", QStringLiteral("flat"));
    auto *topics = helpPanel(this);
    auto *left = new QVBoxLayout(topics);
    left->setContentsMargins(12, 12, 4, 12);
    auto *field = new QHBoxLayout;
    field->setContentsMargins(0, 0, 8, 0);
    field->addWidget(m_search);
    left->addLayout(field);
    left->addWidget(m_list, 1);
    auto *page = helpPanel(this);
    auto *right = new QVBoxLayout(page);
    right->setContentsMargins(24, 10, 12, 12);
    right->addWidget(m_back, 0, Qt::AlignLeft);
    right->addWidget(m_page, 1);
    auto *sides = new QSplitter(Qt::Horizontal, this);
    sides->addWidget(topics);
    sides->addWidget(page);
    sides->setChildrenCollapsible(false);
    sides->setHandleWidth(12);
    sides->setStretchFactor(1, 1);
    sides->setSizes({300, 600});
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(12, 12, 12, 12);
    rows->addWidget(sides);
    resize(940, 660);

    connect(m_search, &QLineEdit::textChanged, this, &HelpWindow::fill);
    connect(m_list, &QListWidget::currentItemChanged, this,
        [this](const QListWidgetItem *item) { choose(item); });
    connect(m_page, &QTextBrowser::anchorClicked, this,
        [this](const QUrl &link) { open(link.path()); });
    connect(m_back, &QPushButton::clicked, this, &HelpWindow::goBack);
    connect(new QShortcut(QKeySequence(Qt::Key_Escape), this), &QShortcut::activated, this,
        &QWidget::close);
    connect(new QShortcut(QKeySequence(Qt::ALT | Qt::Key_Left), this), &QShortcut::activated, this,
        &HelpWindow::goBack);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_F), this), &QShortcut::activated, this,
        [this] {
            m_search->setFocus();
            m_search->selectAll();
        });
    speak();
    m_search->setFocus();
}

void HelpWindow::speak()
{
    setWindowTitle(tr("Help") + QStringLiteral(" – Tierlens"));
    m_search->setPlaceholderText(tr("Search the help…"));
    m_search->setAccessibleName(tr("Search the help"));
    m_list->setAccessibleName(tr("Topics"));
    m_page->setAccessibleName(tr("The topic"));
    m_back->setText(QStringLiteral("‹ ") + tr("Back"));
    m_back->setToolTip(tr("To the topic before (Alt+Left)"));
    m_topics = helpTopics();
    fill();
    write();
}

void HelpWindow::open(const QString &id)
{
    const auto *found = helpTopicCalled(m_topics, id);
    if (!found)
        found = &m_topics.front();
    if (found->id != m_topic && !m_topic.isEmpty()) {
        m_before.append(m_topic);
        if (m_before.size() > MostBefore)
            m_before.removeFirst();
    }
    m_topic = found->id;
    // What was searched for may not have it.
    if (!listed().contains(m_topic) && !m_search->text().isEmpty())
        m_search->clear();
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(IdRole).toString() != m_topic)
            continue;
        const bool isThere = m_list->currentRow() == row; // chosen in the list: it must not move
        m_list->setCurrentRow(row);
        if (!isThere)
            m_list->scrollToItem(m_list->item(row), QAbstractItemView::PositionAtCenter);
    }
    write();
}

void HelpWindow::goBack()
{
    if (m_before.isEmpty())
        return;
    const auto id = m_before.takeLast();
    m_topic.clear(); // going back is no step forward
    open(id);
}

void HelpWindow::write()
{
    if (const auto *found = helpTopicCalled(m_topics, m_topic))
        m_page->setHtml(helpPageHtml(*found, m_topics));
    m_page->setFont(theme().text13());
    m_back->setVisible(!m_before.isEmpty());
}

void HelpWindow::choose(const QListWidgetItem *item)
{
    const auto id = item ? item->data(IdRole).toString() : QString();
    if (!id.isEmpty() && id != m_topic)
        open(id);
}

void HelpWindow::search(const QString &text) { m_search->setText(text); }

void HelpWindow::fill()
{
    const QSignalBlocker quiet(m_list); // the topic that is read stays
    m_list->clear();
    const bool all = m_search->text().trimmed().isEmpty();
    const auto found = helpFound(m_topics, m_search->text());
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (all && (i == 0 || found[i - 1].chapter != found[i].chapter)) {
            auto *chapter = new QListWidgetItem(helpChapterName(found[i].chapter), m_list);
            chapter->setFlags(Qt::NoItemFlags);
            chapter->setFont(theme().bold13());
        }
        auto *item = new QListWidgetItem(found[i].title, m_list);
        item->setData(IdRole, found[i].id);
        item->setToolTip(found[i].title);
        if (found[i].id == m_topic)
            m_list->setCurrentItem(item);
    }
    if (found.empty())
        (new QListWidgetItem(tr("Nothing is said of that."), m_list))->setFlags(Qt::NoItemFlags);
}

QStringList HelpWindow::listed() const
{
    QStringList ids;
    for (int row = 0; row < m_list->count(); ++row)
        ids << m_list->item(row)->data(IdRole).toString();
    ids.removeAll(QString());
    return ids;
}

// From the search field the arrows move in the list, and Enter opens what was found first.
bool HelpWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        if (const auto ids = listed(); !ids.isEmpty() && !m_search->text().isEmpty())
            open(ids.front());
        return true;
    }
    if (key != Qt::Key_Down && key != Qt::Key_Up && key != Qt::Key_PageDown
        && key != Qt::Key_PageUp)
        return QWidget::eventFilter(watched, event);
    m_list->setFocus();
    if (const auto ids = listed(); !ids.isEmpty() && !ids.contains(m_topic))
        open(ids.front());
    return true;
}

void HelpWindow::paintEvent(QPaintEvent *) { QPainter(this).fillRect(rect(), theme().background); }

void HelpWindow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        speak();
    else if (event->type() == QEvent::PaletteChange)
        write(); // colours are in it
}

} // namespace tierlens
