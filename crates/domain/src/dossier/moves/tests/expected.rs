//! The table of moves, written once more, so that nothing is allowed by accident.

/// Every move that there is: what it is, from which status and stage, by whom, to which status and stage.
pub const MOVES: &str = "
accept             1 intake   desk_officer         2 desk
accept             5 intake   desk_officer         2 desk
refuse             1 intake   desk_officer         3 closed
refuse             5 intake   desk_officer         3 closed
request_supplement 1 intake   desk_officer         5 intake
request_supplement 5 intake   desk_officer         5 intake
request_supplement 2 desk     desk_officer         5 desk
request_supplement 4 unit     specialist           5 unit
request_supplement 4 unit     leader               5 unit
answer_supplement  5 intake   applicant            5 intake
answer_supplement  5 intake   desk_officer         5 intake
answer_supplement  5 desk     applicant            2 desk
answer_supplement  5 desk     desk_officer         2 desk
answer_supplement  5 unit     applicant            4 unit
answer_supplement  5 unit     desk_officer         4 unit
start_processing   2 desk     desk_officer         4 unit
request_payment    2 desk     desk_officer         6 desk
request_payment    4 unit     specialist           6 unit
request_payment    4 unit     leader               6 unit
confirm_payment    6 desk     system               4 unit
confirm_payment    6 desk     desk_officer         4 unit
confirm_payment    6 unit     system               4 unit
confirm_payment    6 unit     desk_officer         4 unit
withdraw           1 intake   applicant            7 closed
withdraw           1 intake   desk_officer         7 closed
withdraw           2 desk     applicant            7 closed
withdraw           2 desk     desk_officer         7 closed
withdraw           4 unit     applicant            7 closed
withdraw           4 unit     desk_officer         7 closed
withdraw           5 intake   applicant            7 closed
withdraw           5 intake   desk_officer         7 closed
withdraw           5 desk     applicant            7 closed
withdraw           5 desk     desk_officer         7 closed
withdraw           5 unit     applicant            7 closed
withdraw           5 unit     desk_officer         7 closed
withdraw           6 desk     applicant            7 closed
withdraw           6 desk     desk_officer         7 closed
withdraw           6 unit     applicant            7 closed
withdraw           6 unit     desk_officer         7 closed
stop               2 desk     desk_officer         8 closed
stop               5 intake   desk_officer         8 closed
stop               5 desk     desk_officer         8 closed
stop               6 desk     desk_officer         8 closed
stop               4 unit     leader               8 closed
stop               5 unit     leader               8 closed
stop               6 unit     leader               8 closed
transfer           4 unit     leader               4 unit
extend             4 unit     leader               4 unit
finish             4 unit     specialist           9 handover
finish             4 unit     leader               9 handover
hand_over          9 handover desk_officer        10 closed
hand_over          9 handover system              10 closed
";

/// What each line of the table demands and does to the time, by the move, from where and by whom.
pub const DEMANDS: &str = "
accept 1@intake by desk_officer: AllAccepted FeeAtReceipt | begins
accept 5@intake by desk_officer: Answered AllAccepted FeeAtReceipt | begins
refuse 1@intake 5@intake by desk_officer: Reason RefundDecision | ends
request_supplement 1@intake by desk_officer: SomeRefused LeadersWord | stops
request_supplement 5@intake by desk_officer: Answered SomeRefused LeadersWord | stops
request_supplement 2@desk by desk_officer: SomeRefused LeadersWord | stops
request_supplement 4@unit by specialist leader: SomeRefused LeadersWord | stops
answer_supplement 5@intake by applicant desk_officer: AnswersNow | begins
answer_supplement 5@desk by applicant desk_officer: AnswersNow | goes_on
answer_supplement 5@unit by applicant desk_officer: AnswersNow | goes_on
start_processing 2@desk by desk_officer: Unit | runs
request_payment 2@desk by desk_officer: Reason Amount | stops
request_payment 4@unit by specialist leader: Reason Amount | stops
confirm_payment 6@desk by system desk_officer: Settled Unit | goes_on
confirm_payment 6@unit by system desk_officer: Settled | goes_on
withdraw 1@intake 2@desk 4@unit 5@intake 5@desk 5@unit 6@desk 6@unit by applicant: | ends
withdraw 1@intake 2@desk 4@unit 5@intake 5@desk 5@unit 6@desk 6@unit by desk_officer: Document RefundDecision | ends
stop 2@desk 5@intake 5@desk 6@desk by desk_officer: Reason RefundDecision | ends
stop 4@unit 5@unit 6@unit by leader: Reason RefundDecision | ends
transfer 4@unit by leader: Reason Unit OtherUnit | runs
extend 4@unit by leader: Reason BeforeDue NotExtended LaterDue | extends
finish 4@unit by specialist leader: Document | ends
hand_over 9@handover by desk_officer: FeeAtReturn HandedOver | runs
hand_over 9@handover by system: FeeAtReturn ReceivedOnline | runs
";
