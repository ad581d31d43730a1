//! Many jobs on several threads, their results one after the other in order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, mpsc};
use std::thread;

/// Jobs that may be begun before the result whose turn it is has come, for each thread: a slow one does not hold up the
/// others, and what waits for its turn stays little.
const AHEAD: usize = 8;

/// Does `work` for 0 to `count` on so many threads, and hands each result to `emit` as soon as its turn comes.
///
/// Every thread is a rayon pool of one: the parallel parts of a job run in the thread that does the job, so that no more
/// jobs are in hand than there are threads, and none waits for another's. Where `emit` breaks, the jobs in hand are ended and no
/// others begun.
pub(super) fn in_order<T: Send, E>(
    (count, threads): (usize, usize),
    work: impl Fn(usize) -> T + Sync,
    mut emit: impl FnMut(T) -> ControlFlow<E>,
) -> ControlFlow<E> {
    let (begin, begun) = mpsc::channel::<usize>();
    let (finish, finished) = mpsc::channel::<(usize, thread::Result<T>)>();
    let (begun, work) = (Mutex::new(begun), &work);
    let next = || begun.lock().ok().and_then(|begun| begun.recv().ok());
    thread::scope(|scope| {
        for _ in 0..threads.min(count) {
            let (finish, next) = (finish.clone(), &next);
            scope.spawn(move || {
                // Without a pool of its own the thread would share the common one: slower, but no less right.
                let _pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
                while let Some(i) = next() {
                    if finish.send((i, catch_unwind(AssertUnwindSafe(|| work(i))))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(finish);
        // Moved in, so that the threads end when this closure does.
        let (begin, finished) = (begin, finished);
        let mut coming = 0..count;
        let mut begin_next = || {
            if let Some(i) = coming.next() {
                begin.send(i).expect("the queue is there as long as its threads");
            }
        };
        for _ in 0..AHEAD * threads {
            begin_next();
        }
        let mut early = BTreeMap::new();
        for turn in 0..count {
            let result = loop {
                if let Some(result) = early.remove(&turn) {
                    break result;
                }
                let (i, result) = finished.recv().expect("the threads end only when there is nothing left to begin");
                early.insert(i, result);
            };
            // A panic goes on here: in its thread it would leave everybody waiting for the result.
            emit(result.unwrap_or_else(|panic| resume_unwind(panic)))?;
            begin_next();
        }
        ControlFlow::Continue(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[test]
    fn results_come_in_order_from_no_more_jobs_at_once_than_threads() {
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |i: usize| {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            assert_eq!(rayon::current_num_threads(), 1, "its parallel parts stay in its thread");
            // The first is the slowest: all others wait for their turn.
            thread::sleep(Duration::from_millis(if i == 0 { 60 } else { 1 }));
            now.fetch_sub(1, Ordering::SeqCst);
            i
        };
        let mut seen = Vec::new();
        let ended = in_order((100, 3), work, |i| {
            seen.push(i);
            ControlFlow::<()>::Continue(())
        });
        assert!(ended.is_continue());
        assert_eq!(seen, (0..100).collect::<Vec<_>>());
        assert!((2..=3).contains(&most.into_inner()));
    }

    #[test]
    fn no_job_runs_far_ahead_of_its_turn_or_after_the_end() {
        let begun = AtomicUsize::new(0);
        let work = |i: usize| {
            begun.fetch_add(1, Ordering::SeqCst);
            if i == 0 {
                thread::sleep(Duration::from_millis(60));
            }
            i
        };
        let ended =
            in_order(
                (1000, 2),
                work,
                |i| if i == 3 { ControlFlow::Break("enough") } else { ControlFlow::Continue(()) },
            );
        assert_eq!(ended, ControlFlow::Break("enough"));
        let begun = begun.into_inner();
        assert!(begun <= 2 * AHEAD + 4, "{begun} jobs");
    }

    #[test]
    fn panics_are_passed_on_and_nothing_to_do_is_done() {
        let broken = catch_unwind(|| in_order((9, 2), |i| assert!(i != 5), |()| ControlFlow::<()>::Continue(())));
        assert!(broken.is_err(), "a panic is passed on");
        assert!(in_order((0, 2), |i| i, |_| ControlFlow::<()>::Continue(())).is_continue());
    }
}
