import CPostgres
import DequeModule
import Dispatch
import KindredSockets
import Synchronization

/// A cancel request uses its own connection, and hits the statement that the server is running when it arrives. So it
/// is only sent for the first statement in the queue, nothing new is sent until it was delivered, and the statements
/// after it are marked, as it may have hit one of them instead.
extension PostgresLink {
  /// Called when the task of a request was cancelled.
  func cancel(_ request: Request) {
    locked {
      request.isCancelled = true
      cancelFirstIfAsked()
    }
    stopWaiting(request, after: request.isCancellable ? CancelRequests.statement : CancelRequests.control)
  }

  /// Asks the server to cancel the first request, which is the one that it is running. libpq blocks meanwhile, so
  /// another thread does it; until then nothing new is sent. Call it inside `locked`.
  func cancelFirstIfAsked() {
    guard let first = pending.first, first.needsCancelRequest, !first.isCancelSent, CancelRequests.beginSending() else {
      return
    }
    first.isCancelSent = true
    mayBeHit = true
    cancelsInFlight.add(1, ordering: .acquiringAndReleasing)
    for request in pending { request.isExposed = true }
    let delivery = Delivery()
    disconnectUnlessDelivered(delivery, after: CancelRequests.control)
    CancelRequests.sendingQueue.async {
      var buffer = [CChar](repeating: 0, count: 256)
      _ = PQcancel(self.cancelHandle, &buffer, Int32(buffer.count))
      delivery.isOver.store(true, ordering: .relaxed)
      CancelRequests.endSending()
      self.locked { _ = self.cancelsInFlight.subtract(1, ordering: .acquiringAndReleasing) }
      self.settle()
      self.onChange(self)
      self.cancelAgainLater(first)
    }
  }

  /// The server ignores a cancel request that arrives before the statement has started, so it is repeated.
  private func cancelAgainLater(_ request: Request) {
    CancelRequests.timerQueue.asyncAfter(deadline: .now() + .milliseconds(100)) {
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

  /// Closes the connection if a cancel request is not delivered in time, unless other tasks still wait for answers on it.
  /// The statement may have been answered meanwhile; then its task only waits for the delivery.
  private func disconnectUnlessDelivered(_ delivery: Delivery, after seconds: Int) {
    CancelRequests.timerQueue.asyncAfter(deadline: .now() + .seconds(seconds)) {
      if delivery.isOver.load(ordering: .relaxed) || self.isBroken { return }
      if self.locked({ self.pending.contains(where: \.isWanted) }) {
        self.disconnectUnlessDelivered(delivery, after: 1)
      } else {
        self.disconnect()
      }
    }
  }

  /// Lets a cancelled task continue after a while if the server does not answer, because it may be frozen or
  /// unreachable.
  private func stopWaiting(_ request: Request, after seconds: Int, isLastCall: Bool = false) {
    CancelRequests.timerQueue.asyncAfter(deadline: .now() + .seconds(seconds)) {
      switch self.locked({ self.verdict(request, isLastCall: isLastCall) }) {
      case .answered: return
      case .wait: self.stopWaiting(request, after: 1)
      case .detach(let wasBehind):
        self.locked { request.detach() }.deliver()
        self.stopWaiting(request, after: wasBehind ? 1 : CancelRequests.control, isLastCall: !wasBehind)
      case .drop: self.disconnect()
      }
    }
  }

  private enum Verdict {
    case answered
    /// Requests before it may still be answered.
    case wait
    /// The task continues, and the connection is kept for the tasks that share it. The statement is already sent, so
    /// the server is asked to cancel it when it is first in the queue.
    case detach(wasBehind: Bool)
    /// The connection is unusable.
    case drop
  }

  private func verdict(_ request: Request, isLastCall: Bool) -> Verdict {
    guard !isBroken, let index = pending.firstIndex(where: { $0 === request }) else { return .answered }
    if pending[..<index].contains(where: \.isWanted) {
      guard request.isCancellable, request.continuation != nil else { return .wait }
      return .detach(wasBehind: true)
    }
    if isLastCall || !pending[index...].contains(where: \.isWanted) { return .drop }
    return .detach(wasBehind: false)
  }

  /// Closes the connection. All requests in flight are lost.
  private func disconnect() {
    locked { broken.store(true, ordering: .releasing) }
    reactor.wake()
  }

  /// Waits until no cancel request is in flight.
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

/// The time limits for the server's answer to a cancelled task, and the threads that send cancel requests.
private enum CancelRequests {
  /// For a statement, in seconds.
  static let statement = 1
  /// For the beginning and end of a transaction, for a connection that other tasks wait for, and for a cancel request.
  static let control = 5

  static let timerQueue = DispatchQueue(label: "kindred.postgres.cancel-timer")
  static let sendingQueue = DispatchQueue(label: "kindred.postgres.cancelling", attributes: .concurrent)
  private static let sending = Atomic<Int>(0)

  /// Limits the threads that send cancel requests, as a frozen server blocks them. Beyond the limit no request is sent;
  /// the connections are closed all the same.
  static func beginSending() -> Bool {
    if sending.add(1, ordering: .relaxed).newValue <= 32 { return true }
    endSending()
    return false
  }

  static func endSending() { sending.subtract(1, ordering: .relaxed) }
}
