import CPostgres
import DequeModule
import Dispatch

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
  }

  /// Asks the server to stop the first request, which is the one that it works on. The library blocks while it asks, so
  /// that another thread does; until it is done nothing new is sent that the request could hit. To be called inside
  /// `locked`.
  func cancelFirstIfAsked() {
    guard let first = pending.first, first.isCancelled, !first.isCancelSent else { return }
    first.isCancelSent = true
    cancelsInFlight += 1
    for request in pending { request.isExposed = true }
    PostgresOpening.queue.async {
      var buffer = [CChar](repeating: 0, count: 256)
      _ = PQcancel(self.cancelHandle, &buffer, Int32(buffer.count))
      self.locked { self.cancelsInFlight -= 1 }
      self.settle()
      self.onChange(self)
      self.cancelAgainLater(first)
    }
  }

  /// The server ignores the request when it has not begun with the statement yet.
  private func cancelAgainLater(_ request: Request) {
    PostgresOpening.queue.asyncAfter(deadline: .now() + .milliseconds(100)) {
      self.locked {
        guard self.pending.first === request, !self.isBroken else { return }
        request.isCancelSent = false
        self.cancelFirstIfAsked()
      }
    }
  }

  /// Waits until no request to cancel is under way.
  func settled() async {
    await withCheckedContinuation { continuation in
      let isSettled = locked {
        if cancelsInFlight == 0 || isBroken { return true }
        settling.append(continuation)
        return false
      }
      if isSettled { continuation.resume() }
    }
  }

  func settle() {
    let waiting = locked { () -> [CheckedContinuation<Void, Never>] in
      guard cancelsInFlight == 0 || isBroken else { return [] }
      defer { settling = [] }
      return settling
    }
    for continuation in waiting { continuation.resume() }
  }
}
