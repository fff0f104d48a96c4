// SPDX-License-Identifier: GPL-3.0-or-later
// The window as a stage: presenter mode, and pictures to take along.
#include "details/bottompanel.h"
#include "diagram/flowview.h"
#include "panels/topbar.h"
#include "present/namecover.h"
#include "present/pictures.h"
#include "present/presenter.h"
#include "session/session.h"
#include "tour/tour.h"
#include "window/commands.h"
#include "window/mainwindow.h"
#include "window/messagebar.h"

#include <QMenu>

namespace tierlens {

void MainWindow::present(bool beforePeople)
{
    if (!m_ready) {
        m_whenReady = [this, beforePeople] { present(beforePeople); };
        return;
    }
    if (isPresenting())
        return;
    if (!m_presenter)
        buildPresenter();
    m_stateBefore = windowState();
    if (beforePeople)
        showFullScreen(); // on the screen the window is on
    m_messages->setSilent(true);
    m_pages->setCurrentWidget(m_presenter);
    m_presenter->enter(beforePeople);
    updateTitle();
}

bool MainWindow::isPresenting() const { return m_presenter && m_presenter->isPresenting(); }

void MainWindow::buildPresenter()
{
    m_presenter = new Presenter(m_session, this);
    m_presenter->setReducedMotion(m_settings.reducedMotion);
    m_pages->addWidget(m_presenter);
    offerPictures(*m_presenter);
    connect(m_presenter, &Presenter::left, this, [this] {
        m_pages->setCurrentIndex(1);
        setWindowState(m_stateBefore);
        m_messages->setSilent(false);
        updateTitle();
        m_flow->clear(); // dots of the time before
        refreshPanels();
    });
    connect(m_messages, &MessageBar::told, m_presenter, [this](const QString &text, bool bad) {
        if (m_presenter->isPresenting())
            m_presenter->tell(text, bad);
    });
}

void MainWindow::playTour(Tour tour, bool beforePeople)
{
    if (!m_ready) {
        m_whenReady
            = [this, tour = std::move(tour), beforePeople] { playTour(tour, beforePeople); };
        return;
    }
    present(beforePeople);
    m_presenter->play(std::move(tour));
}

void MainWindow::endTour()
{
    if (m_presenter)
        m_presenter->endTour();
}

void MainWindow::buildTourCommands()
{
    m_commands->add(
        tr("Present a tour…"), {QKeySequence(Qt::CTRL | Qt::Key_F5)}, [this] { chooseTour(); });
    for (const auto &title : shippedTours()) {
        auto *action = m_commands->add(tr("Tour: %1").arg(title.title), {},
            [this, id = title.id] { Q_EMIT tourRequested(id); });
        if (!m_session.isSandbox())
            Commands::forbid(action, tr("This tour stops servers: it needs the sandbox."));
    }
}

void MainWindow::chooseTour()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    for (const auto &title : shippedTours()) {
        auto *action = menu->addAction(title.title);
        action->setToolTip(title.subtitle);
        auto tour = loadTour(title.id);
        if (!tour || (tour->needsSandbox() && !m_session.isSandbox())) {
            action->setEnabled(false);
            action->setToolTip(tour ? tr("This tour stops servers: it needs the sandbox.")
                                    : QString::fromStdString(tour.error().text));
            continue;
        }
        connect(action, &QAction::triggered, this, [this, id = title.id, tour = *tour] {
            if (tour.scenario == m_session.scenario().id)
                playTour(tour, true);
            else
                Q_EMIT tourRequested(id);
        });
    }
    menu->popup(m_top->mapToGlobal(
        QPoint(m_top->width() - menu->sizeHint().width() - 12, m_top->height())));
}

void MainWindow::tellPicture(const Result<QString> &written)
{
    if (written)
        m_messages->tell(tr("The picture is in %1.").arg(*written));
    else
        m_messages->complain(written.error());
}

void MainWindow::buildPictureCommands()
{
    // What is looked at: the stage while it is presented, otherwise the diagram.
    const auto picture = [this]() -> QWidget & {
        if (isPresenting())
            return *m_presenter;
        return *m_flow;
    };
    const auto copy = [this](QWidget &widget) {
        copyPicture(widget, NameCover(m_session));
        m_messages->tell(tr("The picture is on the clipboard, as pixels and as SVG."));
    };
    const auto save = [this](QWidget &widget) {
        savePicture(widget, NameCover(m_session),
            [this](const Result<QString> &written) { tellPicture(written); });
    };
    m_pictures = {
        m_commands->add(tr("Copy the picture"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)},
            [picture, copy] { copy(picture()); }),
        m_commands->add(tr("Save the picture as…"),
            {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)}, [picture, save] { save(picture()); }),
    };
    m_commands->add(tr("Copy the charts as a picture"), {}, [this, copy] { copy(*m_bottom); });
    m_commands->add(tr("Save the charts as a picture…"), {}, [this, save] { save(*m_bottom); });
    offerPictures(*m_flow);
}

void MainWindow::offerPictures(QWidget &widget)
{
    widget.setContextMenuPolicy(Qt::CustomContextMenu);
    connect(&widget, &QWidget::customContextMenuRequested, this, [this, &widget](QPoint at) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addActions(m_pictures);
        menu->popup(widget.mapToGlobal(at));
    });
}

} // namespace tierlens
