import Foundation
import KindredSockets
import Testing

/// Waiting for one socket, and what ends the wait.
@Suite struct WaitingTests {
  @Test func aNudgeEndsTheWaitAndIsTaken() {
    let pair = SocketPair()
    let nudge = Nudge()
    let backOff = BackOff()
    func isNudged() -> Bool { SocketInput.isReadable(nudge.socket) }
    nudge.give()
    nudge.give()
    let isThere = SocketInput.wait(on: pair.near, until: nudge, polling: backOff)
    #expect(!isThere)
    #expect(isNudged())
    nudge.take()
    #expect(!isNudged())
  }

  @Test func whatIsThereIsFoundBeforeTheNudge() {
    let pair = SocketPair()
    let nudge = Nudge()
    let backOff = BackOff()
    nudge.give()
    #expect(!SocketInput.isReadable(pair.near))
    pair.send()
    #expect(SocketInput.isReadable(pair.near))
    let isThere = SocketInput.wait(on: pair.near, until: nudge, polling: backOff)
    #expect(isThere)
  }

  /// The room for what is sent is there from the beginning, and the thread that waits asleep sees what comes.
  @Test func aWaitEndsWithWhatIsAskedForAndWithItsLimit() {
    let pair = SocketPair()
    #expect(!SocketInput.wait(on: pair.near, for: .reading, within: .milliseconds(1)))
    #expect(!SocketInput.wait(on: pair.near, for: .reading, within: .seconds(-1)))
    #expect(SocketInput.wait(on: pair.near, for: .readingAndWriting, within: .seconds(3600)))
    pair.send()
    #expect(SocketInput.wait(on: pair.near, for: .reading, within: .seconds(3600)))
  }

  @Test func aTaskThatWaitsIsToldOnceAndTheNextOneNotAtAll() {
    let nudge = Nudge()
    func isThere() -> Bool { SocketInput.isReadable(nudge.socket) }
    var use = SocketUse()
    use.nudgeWaiter(nudge)
    #expect(!use.isNudged && !isThere())
    use.beginWait()
    use.nudgeWaiter(nudge)
    use.nudgeWaiter(nudge)
    #expect(use.isAwaited && use.isNudged && isThere())
    use.endWait(nudge)
    #expect(!use.isAwaited && !use.isNudged && !isThere())
  }

  @Test func aSocketIsUnchangedWhenNoTaskHasBegunToWaitSinceTheLastLook() {
    var use = SocketUse()
    func isUnchanged() -> Bool { use.isUnchanged() }
    #expect(isUnchanged())
    use.beginWait()
    #expect(!isUnchanged())
    #expect(isUnchanged())
  }

  @Test func noMoreTasksHaveAPlaceThanThereAre() {
    let places = WaitingPlaces(limit: 2)
    #expect(places.take() && places.take())
    #expect(!places.isFree && !places.take())
    places.leave()
    #expect(places.isFree && places.take())
    #expect(!WaitingPlaces(limit: 0).take())
  }

  @Test func theLockLetsOneThreadInAtATime() {
    final class Counter: @unchecked Sendable {
      // Only touched inside the lock, which is what is tested.
      var value = 0
      let lock = SystemLock()
    }
    let counter = Counter()
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<10_000 { counter.lock.withLock { counter.value += 1 } }
    }
    #expect(counter.value == 80_000)
  }
}
