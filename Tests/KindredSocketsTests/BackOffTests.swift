import KindredSockets
import Testing

/// Whether it is worth while to wait awake, and for how long.
@Suite struct BackOffTests {
  @Test func whatWasLateIsTriedAgainAfterAWhileAndLaterEachTime() {
    let backOff = BackOff()
    func isTried() -> Bool { backOff.shouldSpin }
    for pause in [16, 32, 64] {
      backOff.note(isLate: true)
      #expect((0..<pause).allSatisfy { _ in !isTried() })
      #expect(isTried())
    }
    backOff.note(isLate: false)
    backOff.note(isLate: true)
    #expect((0..<16).allSatisfy { _ in !isTried() })
    #expect(isTried())
  }

  @Test func twoLateAnswersAreTakenForExceptionsWhereThatIsWanted() {
    let backOff = BackOff(tolerance: 2)
    func isTried() -> Bool { backOff.shouldSpin }
    for _ in 0..<3 {
      backOff.note(isLate: true)
      backOff.note(isLate: true)
      #expect(isTried())
      backOff.note(isLate: false)
    }
    for _ in 0..<3 { backOff.note(isLate: true) }
    #expect((0..<16).allSatisfy { _ in !isTried() })
    #expect(isTried())
  }

  /// Only the number of turns is known beforehand: in a busy system one of them takes long.
  @Test func whatDoesNotComeIsNotPolledForLong() {
    var turns = 0
    let outcome = Polling.wait {
      turns += 1
      return false
    }
    #expect(!outcome.succeeded && outcome.isLate)
    #expect((1...64).contains(turns))
  }

  @Test func pollingEndsWithWhatItWaitsFor() {
    var turns = 0
    let outcome = Polling.wait {
      turns += 1
      return true
    }
    #expect(outcome.succeeded)
    #expect(turns == 1)
  }
}
