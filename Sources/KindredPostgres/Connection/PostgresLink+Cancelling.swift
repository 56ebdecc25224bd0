import CPostgres
import DequeModule
import Dispatch
import KindredSockets
import Synchronization

/// Stopping a statement is asked for over a connection of its own, and hits whatever the server works on when the
/// request arrives. So one is made only for the statement that is first in line, nothing new is sent until it has been
/// delivered, and what stood behind the statement knows that it may have been hit instead.
extension PostgresLink {
  /// Notes that the task of a request was cancelled.
  func cancel(_ request: Request) {
    locked {
      request.isCancelled = true
      cancelFirstIfAsked()
    }
    giveUp(request, after: request.isCancellable ? Patience.statement : Patience.control)
  }

  /// Asks the server to stop the first request, which is the one that it works on. The library blocks while it asks, so
  /// that another thread does; until it is done nothing new is sent that the request could hit. To be called inside
  /// `locked`.
  func cancelFirstIfAsked() {
    guard let first = pending.first, first.isToBeStopped, !first.isCancelSent, Patience.beginAsking() else { return }
    first.isCancelSent = true
    cancelsInFlight.add(1, ordering: .acquiringAndReleasing)
    for request in pending { request.isExposed = true }
    let delivery = Delivery()
    giveUp(delivery, after: Patience.control)
    Patience.askingQueue.async {
      var buffer = [CChar](repeating: 0, count: 256)
      _ = PQcancel(self.cancelHandle, &buffer, Int32(buffer.count))
      delivery.isOver.store(true, ordering: .relaxed)
      Patience.endAsking()
      self.locked { _ = self.cancelsInFlight.subtract(1, ordering: .acquiringAndReleasing) }
      self.settle()
      self.onChange(self)
      self.cancelAgainLater(first)
    }
  }

  /// The server ignores the request when it has not begun with the statement yet.
  private func cancelAgainLater(_ request: Request) {
    Patience.timerQueue.asyncAfter(deadline: .now() + .milliseconds(100)) {
      self.locked {
        guard self.pending.first === request, !self.isBroken else { return }
        request.isCancelSent = false
        self.cancelFirstIfAsked()
      }
    }
  }

  // MARK: A server that does not answer

  /// A request to cancel that is being delivered.
  private final class Delivery: Sendable {
    let isOver = Atomic<Bool>(false)
  }

  /// Gives the connection up when a request to cancel is not delivered, unless others still wait for answers on it. The
  /// statement may have been answered meanwhile, and its task may wait for the delivery with nothing under way.
  private func giveUp(_ delivery: Delivery, after seconds: Int) {
    Patience.timerQueue.asyncAfter(deadline: .now() + .seconds(seconds)) {
      if delivery.isOver.load(ordering: .relaxed) || self.isBroken { return }
      if self.locked({ self.pending.contains(where: \.isWanted) }) {
        self.giveUp(delivery, after: 1)
      } else {
        self.breakOff()
      }
    }
  }

  /// Lets a cancelled task go after a while when the server does not answer: it may be frozen, or out of reach.
  private func giveUp(_ request: Request, after seconds: Int, isLastCall: Bool = false) {
    Patience.timerQueue.asyncAfter(deadline: .now() + .seconds(seconds)) {
      switch self.locked({ self.verdict(request, isLastCall: isLastCall) }) {
      case .answered: return
      case .wait: self.giveUp(request, after: 1)
      case .letGo(let wasBehind):
        self.locked { request.letGo() }.deliver()
        self.giveUp(request, after: wasBehind ? 1 : Patience.control, isLastCall: !wasBehind)
      case .drop: self.breakOff()
      }
    }
  }

  private enum Verdict {
    case answered
    /// Others come first, who are served perhaps.
    case wait
    /// The task goes on, and the connection is kept for the tasks that share it. What is sent cannot be taken back; the
    /// server is asked to stop it when its turn comes.
    case letGo(wasBehind: Bool)
    /// The connection is of no use to anybody.
    case drop
  }

  private func verdict(_ request: Request, isLastCall: Bool) -> Verdict {
    guard !isBroken, let index = pending.firstIndex(where: { $0 === request }) else { return .answered }
    if pending[..<index].contains(where: \.isWanted) {
      guard request.isCancellable, request.continuation != nil else { return .wait }
      return .letGo(wasBehind: true)
    }
    if isLastCall || !pending[index...].contains(where: \.isWanted) { return .drop }
    return .letGo(wasBehind: false)
  }

  /// Gives the connection up. Everything under way is lost.
  private func breakOff() {
    locked { broken.store(true, ordering: .releasing) }
    reactor.wake()
  }

  /// Waits until no request to cancel is under way.
  func settled() async {
    await withCheckedContinuation { continuation in
      let isSettled = locked {
        if cancelsInFlight.load(ordering: .acquiring) == 0 || isBroken { return true }
        settling.append(continuation)
        return false
      }
      if isSettled { continuation.resume() }
    }
  }

  func settle() {
    let waiting = locked { () -> [CheckedContinuation<Void, Never>] in
      guard cancelsInFlight.load(ordering: .acquiring) == 0 || isBroken else { return [] }
      defer { settling = [] }
      return settling
    }
    for continuation in waiting { continuation.resume() }
  }
}

/// How long the server may take to answer a task that was cancelled, and the threads that ask it to.
private enum Patience {
  /// For a statement, in seconds.
  static let statement = 1
  /// For what begins and ends a transaction, for a connection that other tasks wait for, and for a request to cancel.
  static let control = 5

  static let timerQueue = DispatchQueue(label: "kindred.postgres.patience")
  static let askingQueue = DispatchQueue(label: "kindred.postgres.cancelling", attributes: .concurrent)
  private static let asking = Atomic<Int>(0)

  /// A server that is frozen keeps the thread that asks it. Beyond a number of them nobody asks; the connections are given
  /// up all the same.
  static func beginAsking() -> Bool {
    if asking.add(1, ordering: .relaxed).newValue <= 32 { return true }
    endAsking()
    return false
  }

  static func endAsking() { asking.subtract(1, ordering: .relaxed) }
}
