import Testing

@testable import KindredCore

@Suite struct RetryPauseTests {
  @Test func pausesOfAnyLengthAreBounded() {
    let longest = Duration.seconds(Int64.max) * 18
    let policy = RetryPolicy(attempts: .max, firstPause: longest, longestPause: longest)
    for attempt in [1, 2, 64, Int.max] {
      #expect((Duration.zero ... .seconds(365 * 86_400)).contains(policy.pause(after: attempt)))
    }
    let short = RetryPolicy(attempts: 3, firstPause: .milliseconds(10), longestPause: .seconds(1))
    #expect(short.pause(after: 1) <= .milliseconds(10))
    #expect(short.pause(after: .max) <= .seconds(1))
  }
}
